import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { IconClipboardList } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useList } from "../../api/lists";
import type { Order } from "../../api/types";
import { EmptyState } from "../../components/EmptyState";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { OrderRow } from "./OrderRow";
import { isFinal } from "./queries";
import classes from "./OrderRow.module.css";

const SHOWN = [
  { value: "all", label: "All" },
  { value: "open", label: "On the way" },
  { value: "past", label: "Past" },
];
const POLL_MS = 10_000;

export default function OrdersPage() {
  const { show = "all", placed } = useSearch({ from: "/shell/trade/buyers/orders" });
  const navigate = useNavigate({ from: "/trade/buyers/orders" });
  const list = useList<Order>("/api/v1/buyers/orders", {}, { refetchMs: POLL_MS });
  const all = list.data?.pages.flatMap((page) => page.items) ?? [];
  const orders = all.filter((order) => show === "all" || isFinal(order) === (show === "past"));
  const fresh = new Set(placed?.split(","));
  return (
    <>
      <PageHeader
        title="My orders"
        crumbs={[{ label: "Trade" }]}
        lead="What you bought, newest first. Open one to follow it."
        actions={
          <SegmentedControl
            size="xs"
            value={show}
            data={SHOWN}
            aria-label="Which orders"
            onChange={(value) =>
              void navigate({ search: { show: value === "all" ? undefined : value }, replace: true })
            }
          />
        }
      />
      {list.error !== null && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.isLoading && <Skeleton height={320} />}
      {list.data && orders.length === 0 && (
        <EmptyState
          icon={IconClipboardList}
          title="No orders here"
          action={<Link to="/trade/buyers">Find something to buy</Link>}
        >
          Orders appear as soon as you place them, and stay for as long as your account does.
        </EmptyState>
      )}
      {orders.length > 0 && (
        <ul className={`card ${classes.list}`}>
          {orders.map((order) => (
            <OrderRow key={order.id} order={order} fresh={fresh.has(order.id)} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button mt={16} variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show older
        </Button>
      )}
    </>
  );
}
