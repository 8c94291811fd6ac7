import { IconMailFast } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { IdText } from "../../components/IdText";
import { TimeText } from "../../components/TimeText";
import { useDeliveries, type Delivery } from "../../trade/messages/deliveries";

const COLUMNS: readonly Column<Delivery>[] = [
  {
    key: "to",
    header: "Waits for",
    width: 220,
    text: (row) => row.destination,
    render: (row) => <span className="strong">{row.destination}</span>,
  },
  { key: "from", header: "From", width: 150, text: (row) => row.node, render: (row) => row.node },
  {
    key: "action",
    header: "Action",
    width: 100,
    text: (row) => row.action,
    render: (row) => <span className="mono">{row.action}</span>,
  },
  {
    key: "transaction",
    header: "Transaction",
    width: 150,
    text: (row) => row.transactionId,
    render: (row) => (
      <Link to="/trade/messages" search={{ transactionId: row.transactionId }}>
        <IdText id={row.transactionId} label="transaction id" />
      </Link>
    ),
  },
  {
    key: "why",
    header: "Why",
    text: (row) => row.reason ?? "",
    render: (row) => <span title={row.reason ?? ""}>{row.reason ?? "Under way"}</span>,
  },
  {
    key: "tries",
    header: "Tries",
    width: 70,
    align: "right",
    text: (row) => String(row.attempts),
    render: (row) => row.attempts,
  },
  {
    key: "next",
    header: "Next try",
    width: 100,
    align: "right",
    text: (row) => row.nextAt,
    render: (row) => <TimeText at={row.nextAt} />,
  },
  {
    key: "expires",
    header: "Given up",
    width: 100,
    align: "right",
    text: (row) => row.expiresAt,
    render: (row) => <TimeText at={row.expiresAt} />,
  },
];

/** Messages that their receiver has not taken yet, each with when it is tried again and for how long. */
export function WaitingDeliveries() {
  return (
    <DataTable
      id="waiting-deliveries"
      label="Waiting messages"
      columns={COLUMNS}
      rowKey={(row) => `${row.service}:${row.id}`}
      reserve={290}
      filters={<span className="muted">Messages that their receiver has not taken yet</span>}
      source={useDeliveries("Pending")}
      empty={
        <EmptyState icon={IconMailFast} title="Nothing waits">
          While a participant is busy or away, messages to it wait here in order and are tried again until it takes
          them.
        </EmptyState>
      }
    />
  );
}
