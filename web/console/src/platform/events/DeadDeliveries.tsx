import { Button } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, ApiError } from "../../api/client";
import type { DeadDelivery, MessageService, Page } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { TimeText } from "../../components/TimeText";
import { toastDone, toastProblem } from "../../components/toast";

const SERVICES: readonly MessageService[] = ["buyers", "routing", "sellers", "logistics", "payments"];
const REFRESH_MS = 10_000;
const LIMIT = 200;

interface Row extends DeadDelivery {
  service: MessageService;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    key: "to",
    header: "To",
    text: (row) => row.destination,
    render: (row) => <span className="strong">{row.destination}</span>,
  },
  { key: "from", header: "From", width: 220, text: (row) => row.node, render: (row) => row.node },
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
  {
    key: "last",
    header: "Given up",
    width: 110,
    align: "right",
    text: (row) => row.expiresAt,
    render: (row) => <TimeText at={row.expiresAt} />,
  },
];

/** Messages that their receiver never took, of every node whose deliveries one may see. */
export function DeadDeliveries() {
  const client = useQueryClient();
  const queries = useQueries({
    queries: SERVICES.map((service) => ({
      queryKey: ["deliveries", service],
      refetchInterval: REFRESH_MS,
      queryFn: ({ signal }: { signal: AbortSignal }) => read(service, signal),
    })),
  });
  const rows = queries.flatMap((query) => query.data ?? []);
  const redrive = useMutation({
    mutationFn: (chosen: Row[]) =>
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
      source={{
        rows,
        isLoading: queries.some((query) => query.isLoading),
        error: queries.find((query) => query.error !== null)?.error ?? null,
        retry: () => queries.forEach((query) => void query.refetch()),
        hasMore: false,
        isLoadingMore: false,
        loadMore: () => undefined,
      }}
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

async function read(service: MessageService, signal: AbortSignal): Promise<Row[]> {
  try {
    const page = await api.get<Page<DeadDelivery>>(
      `/api/v1/${service}/deliveries`,
      { state: "dead", limit: LIMIT },
      signal,
    );
    return page.items.map((item) => ({ ...item, service }));
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return [];
    throw error;
  }
}
