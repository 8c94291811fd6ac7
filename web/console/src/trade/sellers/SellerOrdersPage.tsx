import { Button } from "@mantine/core";
import { IconPackageExport } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import { formatUnits } from "../../api/money";
import { useRows } from "../../api/lists";
import type { SellerOrder, Shop } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar } from "../../components/FilterBar";
import { IdText } from "../../components/IdText";
import { LiveDot } from "../../components/LiveDot";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { StateBadge, stateLabel } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { toastDone, toastProblem } from "../../components/toast";
import { useFilters } from "../../components/useFilters";
import { useThrottledRefresh } from "../../api/useThrottledRefresh";
import { mayOpen, useMe } from "../../platform/identity/session";
import { SHOPS } from "./ProductsPage";

const ORDERS = "/api/v1/sellers/orders";
const REFRESH_MS = 10_000;
const STATES = ["created", "accepted", "packed", "shipped", "out-for-delivery", "delivered", "cancelled", "returned"];
const NEXT: Record<SellerOrder["actions"][number], string> = {
  accept: "Accept",
  pack: "Mark packed",
  ship: "Hand to rider",
  cancel: "Cancel",
};

const COLUMNS: readonly Column<SellerOrder>[] = [
  {
    key: "id",
    header: "Order",
    width: 140,
    text: (row) => row.id,
    render: (row) => <IdText id={row.id} label="order id" />,
  },
  {
    key: "state",
    header: "State",
    width: 150,
    text: (row) => row.state,
    render: (row) => <StateBadge state={row.state} />,
  },
  { key: "provider", header: "Shop", text: (row) => row.provider, render: (row) => row.provider },
  {
    key: "buyer",
    header: "Buyer app",
    width: 130,
    text: (row) => row.buyer,
    render: (row) => row.buyer,
    hidden: true,
  },
  {
    key: "items",
    header: "Items",
    width: 72,
    align: "right",
    text: (row) => String(row.items),
    render: (row) => row.items,
  },
  {
    key: "total",
    header: "Total",
    width: 130,
    align: "right",
    text: (row) => formatUnits(row.total),
    render: (row) => <MoneyText money={row.total} />,
  },
  {
    key: "created",
    header: "Placed",
    width: 110,
    align: "right",
    text: (row) => row.createdAt,
    render: (row) => <TimeText at={row.createdAt} />,
  },
  {
    key: "messages",
    header: "Messages",
    width: 90,
    render: (row) => (
      <Link to="/trade/messages" search={{ transactionId: row.transactionId }}>
        Show
      </Link>
    ),
  },
];

export default function SellerOrdersPage() {
  const [filters] = useFilters();
  const shops = useRows<Shop>(SHOPS);
  const source = useRows<SellerOrder>(ORDERS, { state: filters.state, shop: filters.shop }, { refetchMs: REFRESH_MS });
  const maySell = mayOpen(useMe(), ["seller"]);
  const mayFollow = mayOpen(useMe(), ["operator"]);
  const live = useThrottledRefresh(mayFollow ? "/api/v1/events/stream?topic=trade." : null, ["list", ORDERS]);
  const columns = maySell ? [...COLUMNS, NEXT_COLUMN] : COLUMNS;
  const fields = [
    {
      key: "state",
      label: "State",
      kind: "choice" as const,
      options: STATES.map((value) => ({ value, label: stateLabel(value) })),
    },
    {
      key: "shop",
      label: "Shop",
      kind: "choice" as const,
      options: shops.rows.map(({ slug, name }) => ({ value: slug, label: name })),
      width: 180,
    },
  ];
  return (
    <>
      <PageHeader
        title="Shop orders"
        crumbs={[{ label: "Trade" }]}
        lead="What buyers ordered from the shops, newest first, with the next step beside it."
      />
      <DataTable
        id="shop-orders"
        label="Shop orders"
        columns={columns}
        source={source}
        rowKey={(row) => row.id}
        filters={<FilterBar fields={fields} />}
        tools={mayFollow && <LiveDot live={live} />}
        bulk={maySell ? (rows, clear) => <Bulk rows={rows} clear={clear} /> : undefined}
        empty={
          <EmptyState icon={IconPackageExport} title="No orders here">
            Orders appear as soon as a buyer confirms one at your shops.
          </EmptyState>
        }
      />
    </>
  );
}

const NEXT_COLUMN: Column<SellerOrder> = {
  key: "next",
  header: "Next",
  width: 140,
  render: (row) => <NextStep order={row} />,
};

const step = (order: SellerOrder) => order.actions.find((action) => action !== "cancel");

function useSteps() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (orders: SellerOrder[]) =>
      Promise.all(
        orders.map((order) => {
          const action = step(order);
          return action === undefined
            ? Promise.resolve()
            : api.post(`${ORDERS}/${order.id}/${action}`, {}, { idempotencyKey: `${order.id}-${action}` });
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ["list", ORDERS] }),
    onError: toastProblem,
  });
}

function NextStep({ order }: { order: SellerOrder }) {
  const steps = useSteps();
  const action = step(order);
  if (action === undefined) return <span className="faint">–</span>;
  return (
    <Button size="compact-sm" variant="default" loading={steps.isPending} onClick={() => steps.mutate([order])}>
      {NEXT[action]}
    </Button>
  );
}

function Bulk({ rows, clear }: { rows: SellerOrder[]; clear: () => void }) {
  const steps = useSteps();
  const able = rows.filter((row) => step(row) !== undefined);
  return (
    <>
      <Button
        size="compact-sm"
        disabled={able.length === 0}
        loading={steps.isPending}
        onClick={() =>
          steps.mutate(able, {
            onSuccess: () => {
              toastDone(`${able.length} orders moved on`);
              clear();
            },
          })
        }
      >
        Move {able.length} on
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={clear}>
        Clear choice
      </Button>
    </>
  );
}
