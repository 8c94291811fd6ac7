import { IconInbox } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { useDeliveries, type Delivery } from "../../trade/messages/deliveries";
import { useDead } from "./useDead";

const COLUMNS: readonly Column<Delivery>[] = [
  {
    key: "to",
    header: "To",
    width: 210,
    text: (row) => row.destination,
    render: (row) => <span className="strong">{row.destination}</span>,
  },
  { key: "from", header: "From", width: 150, text: (row) => row.node, render: (row) => row.node },
  {
    key: "action",
    header: "Action",
    width: 110,
    text: (row) => row.action,
    render: (row) => <span className="mono">{row.action}</span>,
  },
  {
    key: "error",
    header: "Why",
    text: (row) => row.reason ?? "",
    render: (row) => <span title={row.reason ?? ""}>{row.reason ?? ""}</span>,
  },
  {
    key: "attempts",
    header: "Tries",
    width: 70,
    align: "right",
    text: (row) => String(row.attempts),
    render: (row) => row.attempts,
  },
  {
    key: "messages",
    header: "Messages",
    width: 92,
    render: (row) => (
      <Link to="/trade/messages" search={{ transactionId: row.transactionId }}>
        Show
      </Link>
    ),
  },
];

/** Messages that their receiver never took, of every node whose deliveries one may see. */
export function DeadDeliveries() {
  const source = useDeliveries("Dead");
  const { actions, dialog } = useDead<Delivery>({
    pathOf: (row) => `/api/v1/${row.service}/deliveries/${row.id}`,
    nameOf: (row) => row.destination,
    noun: { one: "dead delivery", many: "dead deliveries" },
    redriven: (count) => (count === 1 ? "Queued for its receiver once more" : `${count} queued once more`),
    consequence: (count) =>
      `The receiver never gets ${count === 1 ? "this message" : "these messages"}. What was said stays among the ` +
      "messages of its transaction; this cannot be undone.",
    lists: ["deliveries"],
  });
  return (
    <>
      <DataTable
        id="dead-deliveries"
        label="Dead deliveries"
        columns={COLUMNS}
        rowKey={(row) => `${row.service}:${row.id}`}
        reserve={290}
        filters={<span className="muted">Messages that their receiver never took</span>}
        source={source}
        bulk={actions}
        empty={
          <EmptyState icon={IconInbox} title="Every message arrived">
            A message whose receiver stays silent beyond every retry is put aside here, with the reason.
          </EmptyState>
        }
      />
      {dialog}
    </>
  );
}
