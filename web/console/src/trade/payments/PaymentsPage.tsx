import { IconCreditCard } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useRows } from "../../api/lists";
import { formatUnits } from "../../api/money";
import type { Payment } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { IdText } from "../../components/IdText";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { useFilters } from "../../components/useFilters";

const REFRESH_MS = 5_000;
const STATES = ["Requested", "Held", "Declined", "Releasing", "Released", "Refunding", "Returning", "Returned"];
const FIELDS: readonly FilterField[] = [
  { key: "state", label: "State", kind: "choice", options: STATES.map((value) => ({ value, label: value })) },
];

const COLUMNS: readonly Column<Payment>[] = [
  {
    key: "id",
    header: "Payment",
    width: 150,
    text: (row) => row.id,
    render: (row) => (
      <Link to="/settle/ledger/transactions" search={{ reference: row.id }} title="Its postings in the ledger">
        <IdText id={row.id} label="payment id" />
      </Link>
    ),
  },
  {
    key: "state",
    header: "State",
    width: 130,
    text: (row) => row.state,
    render: (row) => <StateBadge state={row.state} />,
  },
  { key: "payee", header: "For", text: (row) => row.payee, render: (row) => row.payee },
  { key: "app", header: "Asked by", width: 190, text: (row) => row.buyerApp, render: (row) => row.buyerApp },
  { key: "reason", header: "Reason", width: 180, text: (row) => row.reason ?? "", render: (row) => row.reason ?? "" },
  {
    key: "amount",
    header: "Amount",
    width: 130,
    align: "right",
    text: (row) => formatUnits(row.amount),
    render: (row) => <MoneyText money={row.amount} />,
  },
  {
    key: "refunded",
    header: "Given back",
    width: 130,
    align: "right",
    text: (row) => formatUnits(row.refunded),
    render: (row) => <MoneyText money={row.refunded} />,
    hidden: true,
  },
  {
    key: "updated",
    header: "Changed",
    width: 110,
    align: "right",
    text: (row) => row.updatedAt,
    render: (row) => <TimeText at={row.updatedAt} />,
  },
];

export default function PaymentsPage() {
  const [filters] = useFilters();
  const source = useRows<Payment>("/api/v1/payments", { state: filters.state }, { refetchMs: REFRESH_MS });
  return (
    <>
      <PageHeader
        title="Payments"
        crumbs={[{ label: "Trade" }]}
        lead="Money held for orders: released to the shop at delivery, returned when an order comes to nothing."
      />
      <DataTable
        id="payments"
        label="Payments"
        columns={COLUMNS}
        source={source}
        rowKey={(row) => row.id}
        filters={<FilterBar fields={FIELDS} />}
        empty={
          <EmptyState icon={IconCreditCard} title="No payment fits">
            A payment appears when a buyer confirms an order: its amount is held first.
          </EmptyState>
        }
      />
    </>
  );
}
