import { Button } from "@mantine/core";
import { IconPackageExport } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import { useRows } from "../../api/lists";
import { formatUnits } from "../../api/money";
import type { SellerOrder, Shop } from "../../api/types";
import { useThrottledRefresh } from "../../api/useThrottledRefresh";
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
import { mayOpen, useMe } from "../../platform/identity/session";
import { SELLER_ORDERS, SHOPS, STAGES } from "./shops";

const REFRESH_MS = 10_000;
const NEXT: Record<SellerOrder["actions"][number], string> = {
  accept: "Accept",
  pack: "Mark packed",
  ship: "Hand to rider",
  cancel: "Cancel",
};

const goodsOf = (order: SellerOrder): string =>
  order.lines.map((line) => (line.count > 1 ? `${line.count} × ${line.name}` : line.name)).join(", ");

const COLUMNS: readonly Column<SellerOrder>[] = [
  {
    key: "id",
    header: "Order",
    width: 140,
    text: (row) => row.orderId,
    render: (row) => <IdText id={row.orderId} label="order id" />,
  },
  {
    key: "stage",
    header: "State",
    width: 150,
    text: (row) => row.stage,
    render: (row) => <StateBadge state={row.stage} />,
  },
  { key: "shop", header: "Shop", width: 140, text: (row) => row.shop, render: (row) => row.shop },
  { key: "goods", header: "Goods", text: goodsOf, render: (row) => <span title={goodsOf(row)}>{goodsOf(row)}</span> },
  {
    key: "buyer",
    header: "Buyer app",
    width: 150,
    text: (row) => row.buyerApp,
    render: (row) => row.buyerApp,
    hidden: true,
  },
  {
    key: "total",
    header: "Total",
    width: 120,
    align: "right",
    text: (row) => formatUnits(row.total),
    render: (row) => <MoneyText money={row.total} />,
  },
  {
    key: "created",
    header: "Placed",
    width: 100,
    align: "right",
    text: (row) => row.createdAt,
    render: (row) => <TimeText at={row.createdAt} />,
  },
];

const MESSAGES_COLUMN: Column<SellerOrder> = {
  key: "messages",
  header: "Messages",
  width: 90,
  render: (row) => (
    <Link to="/trade/messages" search={{ transactionId: row.transactionId }}>
      Show
    </Link>
  ),
};

const NEXT_COLUMN: Column<SellerOrder> = {
  key: "next",
  header: "Next",
  width: 136,
  render: (row) => <NextStep order={row} />,
};

export default function SellerOrdersPage() {
  const [filters] = useFilters();
  const me = useMe();
  const shops = useRows<Shop>(SHOPS);
  const source = useRows<SellerOrder>(
    SELLER_ORDERS,
    { stage: filters.stage, shop: filters.shop },
    { refetchMs: REFRESH_MS },
  );
  const maySell = mayOpen(me, ["seller", "partner", "operator"]);
  const mayFollow = mayOpen(me, ["operator", "analyst"]);
  const live = useThrottledRefresh(mayFollow ? "/api/v1/events/stream?topic=trade." : null, ["list", SELLER_ORDERS]);
  const columns = [
    ...COLUMNS,
    ...(mayOpen(me, ["operator", "partner"]) ? [MESSAGES_COLUMN] : []),
    ...(maySell ? [NEXT_COLUMN] : []),
  ];
  const fields = [
    {
      key: "stage",
      label: "State",
      kind: "choice" as const,
      options: STAGES.map((value) => ({ value, label: stateLabel(value) })),
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

const step = (order: SellerOrder) => order.actions.find((action) => action !== "cancel");

function useSteps() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (orders: SellerOrder[]) =>
      Promise.all(
        orders.map((order) => {
          const action = step(order);
          if (action === undefined) return Promise.resolve();
          return api.post(`${SELLER_ORDERS}/${order.id}/${action}`, {}, { idempotencyKey: `${order.id}-${action}` });
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ["list", SELLER_ORDERS] }),
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
  const onSuccess = () => {
    toastDone(`${able.length} ${able.length === 1 ? "order" : "orders"} moved on`);
    clear();
  };
  return (
    <>
      <Button
        size="compact-sm"
        disabled={able.length === 0}
        loading={steps.isPending}
        onClick={() => steps.mutate(able, { onSuccess })}
      >
        Move {able.length} on
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={clear}>
        Clear choice
      </Button>
    </>
  );
}
