import { IconArrowsLeftRight } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { IdText } from "../../components/IdText";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { exchangesOf, type Exchange } from "./exchange";
import type { useMessages } from "./useMessages";

const COLUMNS: readonly Column<Exchange>[] = [
  {
    key: "id",
    header: "Transaction",
    width: 190,
    text: (row) => row.transactionId,
    render: (row) => (
      <span className="row" style={{ gap: 2 }}>
        <Link to="/trade/messages" search={{ transactionId: row.transactionId }}>
          <IdText id={row.transactionId} label="transaction id" />
        </Link>
      </span>
    ),
  },
  {
    key: "actions",
    header: "Actions",
    text: (row) => row.actions.join(" "),
    render: (row) => <span className="mono">{row.actions.join(" → ")}</span>,
  },
  {
    key: "messages",
    header: "Messages",
    width: 100,
    align: "right",
    text: (row) => String(row.messages),
    render: (row) => row.messages,
  },
  {
    key: "refused",
    header: "Verdict",
    width: 130,
    text: (row) => String(row.refused),
    render: (row) =>
      row.refused > 0 ? <StateBadge state={`${row.refused} refused`} tone="bad" /> : <StateBadge state="accepted" />,
  },
  {
    key: "last",
    header: "Last message",
    width: 120,
    align: "right",
    text: (row) => row.lastAt,
    render: (row) => <TimeText at={row.lastAt} />,
  },
];

export function ExchangeList({ messages }: { messages: ReturnType<typeof useMessages> }) {
  const navigate = useNavigate();
  const rows = useMemo(() => exchangesOf(messages.messages), [messages.messages]);
  return (
    <DataTable
      id="exchanges"
      label="Recent transactions"
      columns={COLUMNS}
      rowKey={(row) => row.transactionId}
      reserve={300}
      onOpen={(row) => void navigate({ to: "/trade/messages", search: { transactionId: row.transactionId } })}
      filters={<span className="strong">Recent transactions</span>}
      source={{
        rows,
        isLoading: messages.isLoading,
        error: null,
        retry: messages.retry,
        hasMore: false,
        isLoadingMore: false,
        loadMore: () => undefined,
      }}
      empty={
        <EmptyState icon={IconArrowsLeftRight} title="No messages yet">
          As soon as somebody searches, the exchange between buyer, gateway and sellers appears here.
        </EmptyState>
      }
    />
  );
}
