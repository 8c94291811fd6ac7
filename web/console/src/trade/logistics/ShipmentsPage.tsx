import { Button } from "@mantine/core";
import { IconTruckDelivery } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import { useRows } from "../../api/lists";
import { formatUnits } from "../../api/money";
import type { Shipment } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { IdText } from "../../components/IdText";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { StateBadge, stateLabel } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { toastDone, toastProblem } from "../../components/toast";
import { mayOpen, useMe } from "../../platform/identity/session";
import { distanceKm } from "../gps";

const SHIPMENTS = "/api/v1/logistics/shipments";
const REFRESH_MS = 5_000;
/** Way from the shop to the door as a bird flies; riders take streets. */
const wayOf = (row: Shipment): number | null => distanceKm(row.from, row.to);

const COLUMNS: readonly Column<Shipment>[] = [
  {
    key: "id",
    header: "Shipment",
    width: 136,
    text: (row) => row.id,
    render: (row) => <IdText id={row.id} label="shipment id" />,
  },
  {
    key: "state",
    header: "State",
    width: 160,
    text: (row) => row.state,
    render: (row) => <StateBadge state={row.state} />,
  },
  { key: "customer", header: "For", text: (row) => row.customer, render: (row) => row.customer },
  {
    key: "option",
    header: "Delivery",
    width: 120,
    text: (row) => row.option,
    render: (row) => stateLabel(row.option),
    hidden: true,
  },
  {
    key: "position",
    header: "Rider at",
    width: 160,
    text: (row) => row.position,
    render: (row) => <span className="mono">{row.position}</span>,
  },
  {
    key: "distance",
    header: "Way",
    width: 80,
    align: "right",
    text: (row) => wayOf(row)?.toFixed(2) ?? "",
    render: (row) => {
      const way = wayOf(row);
      return way === null ? "–" : `${way.toFixed(1)} km`;
    },
  },
  {
    key: "price",
    header: "Price",
    width: 110,
    align: "right",
    text: (row) => formatUnits(row.price),
    render: (row) => <MoneyText money={row.price} />,
  },
  {
    key: "updated",
    header: "Moved",
    width: 104,
    align: "right",
    text: (row) => row.updatedAt,
    render: (row) => <TimeText at={row.updatedAt} />,
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

const NEXT_COLUMN: Column<Shipment> = {
  key: "next",
  header: "",
  width: 110,
  render: (row) => <Advance one={row} />,
};

export default function ShipmentsPage() {
  const mayMove = mayOpen(useMe(), ["operator"]);
  const source = useRows<Shipment>(SHIPMENTS, {}, { refetchMs: REFRESH_MS });
  return (
    <>
      <PageHeader
        title="Shipments"
        crumbs={[{ label: "Trade" }]}
        lead="What riders carry from shops to doors. They move by themselves; a step can be taken at once."
      />
      <DataTable
        id="shipments"
        label="Shipments"
        columns={mayMove ? [...COLUMNS, NEXT_COLUMN] : COLUMNS}
        source={source}
        rowKey={(row) => row.id}
        filters={<span className="muted">Newest first</span>}
        empty={
          <EmptyState icon={IconTruckDelivery} title="Nothing is on the road">
            A shipment appears when a shop has packed an order and books a rider.
          </EmptyState>
        }
      />
    </>
  );
}

function Advance({ one }: { one: Shipment }) {
  const client = useQueryClient();
  const advance = useMutation({
    mutationFn: () => api.post(`${SHIPMENTS}/${one.id}/advance`),
    onSuccess: () => toastDone("The shipment took its next step"),
    onError: toastProblem,
    onSettled: () => client.invalidateQueries({ queryKey: ["list", SHIPMENTS] }),
  });
  if (one.legEndsAt === null) return <span className="faint">–</span>;
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={advance.isPending}
      onClick={() => advance.mutate()}
      aria-label={`Next step of shipment ${one.id}`}
    >
      Next step
    </Button>
  );
}
