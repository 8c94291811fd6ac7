import { Button } from "@mantine/core";
import { IconCertificate } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useRows } from "../../api/lists";
import type { AuditEntry } from "../../api/types";
import { fromBase64 } from "../../components/bytes";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { IdText, shortId } from "../../components/IdText";
import { PageHeader } from "../../components/PageHeader";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { useFilters } from "../../components/useFilters";
import { AlteredNotice } from "./AlteredNotice";
import { BrokenNotice } from "./BrokenNotice";
import { ContradictedNotice } from "./ContradictedNotice";
import { actionText, AUDIT, readEntry, strangerText, targetText } from "./entries";
import { TONES } from "./status";
import { useAuditStatus, useNames } from "./useAudit";

const ENTRIES = `${AUDIT}/entries` as const;

/** Exact words, as the log has them; `actor` is a choice of names. */
const FIELDS: readonly FilterField[] = [
  { key: "service", label: "Service, as trade.buyers", kind: "text", width: 180 },
  { key: "action", label: "Action, as PlaceOrders", kind: "text", width: 180 },
  { key: "correlationId", label: "Case (correlation id)", kind: "text", width: 180 },
  { key: "from", label: "From", kind: "time" },
  { key: "to", label: "To", kind: "time" },
];

type Names = ReadonlyMap<string, string>;

const columnsFor = (names: Names): readonly Column<AuditEntry>[] => [
  {
    key: "number",
    header: "Entry",
    width: 80,
    align: "right",
    text: (row) => String(row.number),
    render: (row) => row.number.toLocaleString("en-GB"),
  },
  {
    key: "action",
    header: "What",
    text: (row) => row.action,
    render: (row) => (
      <span className="row">
        <Link to="/platform/audit/$number" params={{ number: String(row.number) }} title={row.action}>
          {actionText(row.action)}
        </Link>
        {row.altered.length > 0 && <StateBadge state="Changed" tone="bad" />}
      </span>
    ),
  },
  {
    key: "actor",
    header: "Who",
    width: 170,
    text: (row) => (row.actor === null ? "" : (names.get(row.actor.user) ?? row.actor.user)),
    render: (row) =>
      row.actor === null ? (
        <span className="faint">{strangerText(readEntry(fromBase64(row.entry)))}</span>
      ) : (
        <span className="truncate" title={row.actor.user}>
          {names.get(row.actor.user) ?? shortId(row.actor.user)}
        </span>
      ),
  },
  { key: "service", header: "Service", width: 150, text: (row) => row.service, render: (row) => row.service },
  {
    key: "target",
    header: "On",
    width: 190,
    text: (row) => targetText(row.target),
    render: (row) => <span className="mono">{targetText(row.target, shortId) || "–"}</span>,
  },
  {
    key: "case",
    header: "Case",
    width: 150,
    text: (row) => row.correlationId ?? "",
    render: (row) =>
      row.correlationId === null ? (
        <span className="faint">–</span>
      ) : (
        <IdText id={row.correlationId} label="correlation id" />
      ),
  },
  {
    key: "at",
    header: "When",
    width: 110,
    align: "right",
    text: (row) => row.at,
    render: (row) => <TimeText at={row.at} />,
  },
];

export default function AuditPage() {
  const [filters] = useFilters();
  const { actor, service, action, correlationId, from, to } = filters;
  const navigate = useNavigate();
  const status = useAuditStatus();
  const names = useNames();
  const columns = useMemo(() => columnsFor(names), [names]);
  const source = useRows<AuditEntry>(ENTRIES, { actor, service, action, correlationId, from, to });
  const fields = useMemo(() => [whoField(names, actor), ...FIELDS], [names, actor]);
  return (
    <>
      <PageHeader
        title="Audit log"
        crumbs={[{ label: "Platform" }]}
        lead="What people and programs changed, and what operators read, newest first. Each entry can be proved."
        badge={status.data && <StateBadge state={status.data.state} tone={TONES[status.data.state]} />}
      />
      {status.data?.state === "Broken" && <BrokenNotice status={status.data} />}
      {status.data?.state === "Contradicted" && <ContradictedNotice status={status.data} />}
      {status.data?.state === "Altered" && status.data.inspection !== null && (
        <AlteredNotice inspection={status.data.inspection} />
      )}
      <DataTable
        id="audit"
        label="Audit log"
        columns={columns}
        source={source}
        rowKey={(row) => String(row.number)}
        reserve={280}
        filters={<FilterBar fields={fields} />}
        tools={<Newer shown={source.rows[0]?.number} size={status.data?.size ?? 0} />}
        onOpen={(row) => void navigate({ to: "/platform/audit/$number", params: { number: String(row.number) } })}
        empty={
          <EmptyState icon={IconCertificate} title="No entry fits">
            Whatever somebody changes is noted here in the same moment. Widen the filters: service, action and case are
            compared exactly.
          </EmptyState>
        }
      />
    </>
  );
}

function whoField(names: Names, actor: string | undefined): FilterField {
  const options = [...names].map(([value, label]) => ({ value, label }));
  if (actor !== undefined && !names.has(actor)) options.unshift({ value: actor, label: shortId(actor) });
  return { key: "actor", label: "Who", kind: "choice", options, width: 160 };
}

/** The list stays still while somebody reads it; a click shows what came since. */
function Newer({ shown, size }: { shown: number | undefined; size: number }) {
  const client = useQueryClient();
  const [filters] = useFilters();
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const newer = shown === undefined ? 0 : size - 1 - shown;
  if (newer <= 0 || isFiltered) return null;
  return (
    <Button
      size="compact-xs"
      variant="light"
      onClick={() => void client.invalidateQueries({ queryKey: ["list", ENTRIES] })}
    >
      Show {newer.toLocaleString("en-GB")} newer
    </Button>
  );
}
