import { Button, Modal, TextInput } from "@mantine/core";
import { IconNetwork } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client";
import { useRows } from "../../api/lists";
import type { Subscription } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { toastDone } from "../../components/toast";
import { useFilters } from "../../components/useFilters";
import { mayOpen, useMe } from "../identity/session";
import { BusTabs } from "./BusTabs";
import { LagBar } from "./LagBar";
import { WaitingDeliveries } from "./WaitingDeliveries";

const SUBSCRIPTIONS = "/api/v1/events/subscriptions";
const REFRESH_MS = 2_000;

const FIELDS: readonly FilterField[] = [
  { key: "name", label: "Name or service", kind: "text", width: 220 },
  {
    key: "state",
    label: "State",
    kind: "choice",
    options: [
      { value: "behind", label: "Behind" },
      { value: "parked", label: "With parked groups" },
      { value: "dead", label: "With dead letters" },
    ],
  },
];

const number = (value: number) => (value === 0 ? <span className="faint">0</span> : value.toLocaleString("en-GB"));

const SHOWN: Record<string, (row: Subscription) => boolean> = {
  behind: (row) => row.lag > 0,
  parked: (row) => row.parked > 0,
  dead: (row) => row.dead > 0,
};

export default function SubscriptionsPage() {
  const mayFollow = mayOpen(useMe(), ["operator"]);
  return (
    <>
      <PageHeader
        title="Queues"
        crumbs={[{ label: "Platform" }]}
        lead="Who hears which events and how far each is behind, and which messages wait for their receiver."
      />
      {mayFollow ? <BusTabs events={<Subscriptions />} messages={<WaitingDeliveries />} /> : <Subscriptions />}
    </>
  );
}

function Subscriptions() {
  const [filters] = useFilters();
  const [replaying, setReplaying] = useState<Subscription | null>(null);
  const mayReplay = mayOpen(useMe(), ["operator"]);
  const text = filters.name?.toLowerCase() ?? "";
  const isShown = SHOWN[filters.state ?? ""] ?? (() => true);
  const keep = (row: Subscription) => `${row.name} ${row.service}`.toLowerCase().includes(text) && isShown(row);
  const source = useRows<Subscription>(SUBSCRIPTIONS, {}, { refetchMs: REFRESH_MS, keep });
  const most = Math.max(1, ...source.rows.map((row) => row.lag));
  const columns = mayReplay ? [...columnsOf(most), replayColumn(setReplaying)] : columnsOf(most);
  return (
    <>
      <DataTable
        id="subscriptions"
        label="Subscriptions"
        columns={columns}
        source={source}
        rowKey={(row) => row.name}
        reserve={290}
        filters={<FilterBar fields={FIELDS} />}
        empty={
          <EmptyState icon={IconNetwork} title="No subscription fits">
            Services subscribe when they start; each appears here with its place in the log.
          </EmptyState>
        }
      />
      {replaying !== null && <ReplayDialog one={replaying} onClose={() => setReplaying(null)} />}
    </>
  );
}

const columnsOf = (most: number): Column<Subscription>[] => [
  {
    key: "name",
    header: "Subscription",
    text: (row) => row.name,
    render: (row) => <span className="strong">{row.name}</span>,
  },
  { key: "service", header: "Service", width: 160, text: (row) => row.service, render: (row) => row.service },
  {
    key: "lag",
    header: "Behind",
    width: 180,
    text: (row) => String(row.lag),
    render: (row) => <LagBar lag={row.lag} most={most} />,
  },
  {
    key: "parked",
    header: "Parked",
    width: 80,
    align: "right",
    text: (row) => String(row.parked),
    render: (row) => number(row.parked),
  },
  {
    key: "dead",
    header: "Dead",
    width: 80,
    align: "right",
    text: (row) => String(row.dead),
    render: (row) => <DeadCount one={row} />,
  },
  { key: "state", header: "State", width: 136, render: (row) => <StateBadge {...stateOf(row)} /> },
  {
    key: "last",
    header: "Last handled",
    width: 120,
    align: "right",
    text: (row) => row.lastHandledAt ?? "",
    render: (row) => <TimeText at={row.lastHandledAt} />,
  },
];

const replayColumn = (onReplay: (row: Subscription) => void): Column<Subscription> => ({
  key: "replay",
  header: "",
  width: 96,
  render: (row) => (
    <Button size="compact-sm" variant="default" onClick={() => onReplay(row)} aria-label={`Replay ${row.name}`}>
      Replay
    </Button>
  ),
});

function DeadCount({ one }: { one: Subscription }) {
  if (one.dead === 0) return number(0);
  return (
    <Link
      to="/platform/events/dead-letters"
      search={{ subscription: one.name }}
      className="bad strong"
      aria-label={`${one.dead} dead letters of ${one.name}`}
    >
      {one.dead.toLocaleString("en-GB")}
    </Link>
  );
}

function stateOf(row: Subscription): { state: string; tone: "good" | "warn" | "bad" } {
  if (row.dead > 0) return { state: "needs you", tone: "bad" };
  if (row.parked > 0) return { state: "retrying", tone: "warn" };
  return row.lag > 0 ? { state: "working", tone: "good" } : { state: "at the head", tone: "good" };
}

function ReplayDialog({ one, onClose }: { one: Subscription; onClose: () => void }) {
  const [from, setFrom] = useState("");
  const [typed, setTyped] = useState("");
  const client = useQueryClient();
  const at = from === "" ? null : new Date(from);
  const ready = at !== null && !Number.isNaN(at.getTime()) && typed.trim() === one.name;
  const replay = useMutation({
    mutationFn: (since: Date) =>
      api.post(`${SUBSCRIPTIONS}/${encodeURIComponent(one.name)}/replay`, { from: since.toISOString() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["list", SUBSCRIPTIONS] });
      toastDone(`${one.name} reads again`, "Watch how far it is behind.");
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Replay ${one.name}`} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) replay.mutate(at);
        }}
      >
        <p>It handles every event since that moment once more. What it did already it recognises by the event's id.</p>
        <TextInput
          type="datetime-local"
          label="Since"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label={
            <>
              Type <span className="mono">{one.name}</span> to confirm
            </>
          }
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {replay.error !== null && <ProblemAlert error={replay.error} compact />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" disabled={!ready} loading={replay.isPending}>
            Replay
          </Button>
        </div>
      </form>
    </Modal>
  );
}
