import { Button } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { toastDone, toastProblem } from "../../components/toast";
import { useDeliveries, type Delivery } from "../../trade/messages/deliveries";

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
  const client = useQueryClient();
  const source = useDeliveries("Dead");
  const redrive = useMutation({
    mutationFn: (chosen: Delivery[]) =>
      Promise.all(chosen.map((row) => api.post(`/api/v1/${row.service}/deliveries/${row.id}/redrive`, {}))),
    onSuccess: (_, chosen) =>
      toastDone(chosen.length === 1 ? "Queued for its receiver once more" : `${chosen.length} queued once more`),
    onError: toastProblem,
    onSettled: () => client.invalidateQueries({ queryKey: ["deliveries"] }),
  });
  return (
    <DataTable
      id="dead-deliveries"
      label="Dead deliveries"
      columns={COLUMNS}
      rowKey={(row) => row.id}
      reserve={290}
      filters={<span className="muted">Messages that their receiver never took</span>}
      source={source}
      bulk={(chosen, clear) => (
        <Button
          size="compact-sm"
          loading={redrive.isPending}
          onClick={() => redrive.mutate(chosen, { onSuccess: clear })}
        >
          Redrive
        </Button>
      )}
      empty={
        <EmptyState icon={IconInbox} title="Every message arrived">
          A message whose receiver stays silent beyond every retry is put aside here, with the reason.
        </EmptyState>
      }
    />
  );
}
