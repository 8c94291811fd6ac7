import { Button } from "@mantine/core";
import { IconBuildingStore, IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useRows } from "../../api/lists";
import type { Participant } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { PageHeader } from "../../components/PageHeader";
import { StateBadge, stateLabel } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { useFilters } from "../../components/useFilters";
import { mayOpen, useMe } from "../../platform/identity/session";
import { PARTICIPANTS, STATUSES, TYPES, typeOf } from "./participants";

const FIELDS: readonly FilterField[] = [
  { key: "text", label: "Name or subscriber id", kind: "text", width: 220 },
  {
    key: "status",
    label: "State",
    kind: "choice",
    options: STATUSES.map((value) => ({ value, label: stateLabel(value) })),
    width: 170,
  },
  {
    key: "type",
    label: "Type",
    kind: "choice",
    options: TYPES.map(({ value, label }) => ({ value, label })),
    width: 130,
  },
];

const COLUMNS: readonly Column<Participant>[] = [
  {
    key: "name",
    header: "Participant",
    text: (row) => row.name,
    render: (row) => (
      <Link to="/trade/registry/$subscriberId" params={{ subscriberId: row.subscriberId }} className="strong">
        {row.name}
      </Link>
    ),
  },
  {
    key: "id",
    header: "Subscriber id",
    width: 250,
    text: (row) => row.subscriberId,
    render: (row) => <span className="mono">{row.subscriberId}</span>,
  },
  {
    key: "status",
    header: "State",
    width: 164,
    text: (row) => row.status,
    render: (row) => <StateBadge state={row.status} />,
  },
  { key: "type", header: "Is", width: 150, text: typeOf, render: typeOf },
  { key: "domain", header: "Domain", width: 120, text: (row) => row.domain ?? "", render: (row) => row.domain },
  { key: "city", header: "Cities", width: 90, text: (row) => row.city ?? "", render: (row) => row.city },
  { key: "reason", header: "Reason", text: (row) => row.reason ?? "", render: (row) => row.reason, hidden: true },
  {
    key: "updated",
    header: "Changed",
    width: 100,
    align: "right",
    text: (row) => row.updatedAt,
    render: (row) => <TimeText at={row.updatedAt} />,
  },
];

export default function ParticipantsPage() {
  const [filters] = useFilters();
  const navigate = useNavigate();
  const mayOnboard = mayOpen(useMe(), ["operator", "partner"]);
  const { text, status, type } = filters;
  const source = useRows<Participant>(PARTICIPANTS, { text, status, type });
  const onboard = mayOnboard && (
    <Button
      leftSection={<IconPlus size={16} />}
      renderRoot={(props) => <Link to="/trade/registry/onboard" {...props} />}
    >
      Onboard
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Participants"
        crumbs={[{ label: "Trade" }]}
        lead="Who takes part in the network, with which keys, and in which state."
        actions={onboard}
      />
      <DataTable
        id="participants"
        label="Participants"
        columns={COLUMNS}
        source={source}
        rowKey={(row) => row.subscriberId}
        onOpen={(row) =>
          void navigate({ to: "/trade/registry/$subscriberId", params: { subscriberId: row.subscriberId } })
        }
        filters={<FilterBar fields={FIELDS} />}
        empty={
          <EmptyState icon={IconBuildingStore} title="No participant fits" action={onboard || undefined}>
            Companies appear here as soon as they apply, and stay with their whole history.
          </EmptyState>
        }
      />
    </>
  );
}
