import { IconReceipt2 } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { formatMoney } from "../../api/money";
import { useRows } from "../../api/lists";
import type { Account } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { useFilters } from "../../components/useFilters";
import { AccountName } from "./AccountName";
import { isOutside, LEDGER } from "./accounts";

const FIELDS: readonly FilterField[] = [{ key: "prefix", label: "Account begins with", kind: "text", width: 240 }];

const COLUMNS: readonly Column<Account>[] = [
  {
    key: "account",
    header: "Account",
    text: (row) => row.account,
    render: (row) => <AccountName account={row.account} />,
  },
  {
    key: "kind",
    header: "Kind",
    width: 130,
    text: (row) => row.kind,
    render: (row) =>
      isOutside(row) ? <StateBadge state="outside" tone="info" /> : <span className="muted">Ordinary</span>,
  },
  {
    key: "asset",
    header: "Asset",
    width: 100,
    text: (row) => row.asset ?? "any",
    render: (row) => row.asset ?? <span className="faint">any</span>,
  },
  {
    key: "balance",
    header: "Balance",
    width: 200,
    align: "right",
    text: (row) => row.balances.map(formatMoney).join("; "),
    render: (row) => <Balances account={row} />,
  },
  {
    key: "opened",
    header: "Opened",
    width: 120,
    align: "right",
    text: (row) => row.openedAt,
    render: (row) => <TimeText at={row.openedAt} />,
    hidden: true,
  },
];

function Balances({ account }: { account: Account }) {
  const [first, ...more] = account.balances;
  if (first === undefined) return <span className="faint">never moved</span>;
  return (
    <>
      <MoneyText money={first} mayBeNegative={isOutside(account)} />
      {more.length > 0 && <span className="muted"> +{more.length}</span>}
    </>
  );
}

export default function AccountsPage() {
  const [filters] = useFilters();
  const navigate = useNavigate();
  const source = useRows<Account>(`${LEDGER}/accounts`, { prefix: filters.prefix });
  return (
    <>
      <PageHeader
        title="Accounts"
        crumbs={[{ label: "Settle" }]}
        lead="Every account of the ledger and what it holds. Accounts of the outside may be below zero: that much money came in through them."
      />
      <DataTable
        id="accounts"
        label="Accounts"
        columns={COLUMNS}
        source={source}
        rowKey={(row) => row.account}
        filters={<FilterBar fields={FIELDS} />}
        onOpen={(row) =>
          void navigate({ to: "/settle/ledger/accounts/$accountId", params: { accountId: row.account } })
        }
        empty={
          <EmptyState icon={IconReceipt2} title="No account fits">
            Accounts open by themselves with the first order, payment or fee.
          </EmptyState>
        }
      />
    </>
  );
}
