import { Button, Switch } from "@mantine/core";
import { IconPlus, IconRoute } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import { useRows } from "../../api/lists";
import type { RoutingRule } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { PageHeader } from "../../components/PageHeader";
import { TimeText } from "../../components/TimeText";
import { toastDone, toastProblem } from "../../components/toast";
import { useFilters } from "../../components/useFilters";
import { mayOpen, useMe } from "../../platform/identity/session";
import { DryRun } from "./DryRun";
import { RuleDialog } from "./RuleDialog";
import { conditionText, effectText, RULES } from "./rules";
import classes from "./RulesPage.module.css";

const RANK_STEP = 10;
const NEW = "new";

const COLUMNS: readonly Column<RoutingRule>[] = [
  {
    key: "rank",
    header: "Rank",
    width: 64,
    align: "right",
    text: (row) => String(row.rank),
    render: (row) => row.rank,
  },
  {
    key: "name",
    header: "Rule",
    width: 220,
    text: (row) => row.name,
    render: (row) => (
      <span className="strong truncate" title={row.name}>
        {row.name}
      </span>
    ),
  },
  {
    key: "when",
    header: "Concerns",
    text: (row) => conditionText(row.conditions),
    render: (row) => <span title={conditionText(row.conditions)}>{conditionText(row.conditions)}</span>,
  },
  {
    key: "then",
    header: "Who is asked",
    text: (row) => effectText(row.effect),
    render: (row) => <span title={effectText(row.effect)}>{effectText(row.effect)}</span>,
  },
  {
    key: "changed",
    header: "Changed",
    width: 110,
    align: "right",
    text: (row) => row.changedAt,
    render: (row) => <TimeText at={row.changedAt} />,
    hidden: true,
  },
];

/** Who gets a search, as data, beside the question that shows what the data do. */
export default function RulesPage() {
  const [filters, set] = useFilters();
  const [removing, setRemoving] = useState<RoutingRule | null>(null);
  const mayWrite = mayOpen(useMe(), ["operator"]);
  const source = useRows<RoutingRule>(RULES);
  const chosen = source.rows.find((row) => row.id === filters.rule) ?? null;
  const highest = Math.max(0, ...source.rows.map((row) => row.rank));
  const close = () => set({ rule: undefined });
  const columns = mayWrite ? [...COLUMNS, actionColumn(set, setRemoving)] : COLUMNS;
  return (
    <>
      <PageHeader
        title="Routing rules"
        crumbs={[{ label: "Trade" }]}
        lead="Who gets a search. Every enabled rule that concerns it has its say, from the lowest rank up."
        actions={
          mayWrite && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => set({ rule: NEW })}>
              New rule
            </Button>
          )
        }
      />
      <div className={classes.layout}>
        <div className="stack grow">
          <DataTable
            id="routing-rules"
            label="Routing rules"
            columns={columns}
            source={source}
            rowKey={(row) => row.id}
            filters={<span className="muted">In the order in which they are tried</span>}
            {...(mayWrite ? { onOpen: (row: RoutingRule) => set({ rule: row.id }) } : {})}
            empty={
              <EmptyState
                icon={IconRoute}
                title="No rules yet"
                action={
                  mayWrite && (
                    <Button variant="default" onClick={() => set({ rule: NEW })}>
                      Write the first one
                    </Button>
                  )
                }
              >
                Without rules every accredited seller of the domain and city that answers is asked.
              </EmptyState>
            }
          />
        </div>
        <DryRun />
      </div>
      {mayWrite && (filters.rule === NEW || chosen !== null) && (
        <RuleDialog key={chosen?.id ?? NEW} rule={chosen} nextRank={highest + RANK_STEP} onClose={close} />
      )}
      {removing !== null && <RemoveDialog rule={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

const actionColumn = (
  set: (change: Record<string, string | undefined>) => void,
  onRemove: (rule: RoutingRule) => void,
): Column<RoutingRule> => ({
  key: "actions",
  header: "",
  width: 190,
  render: (row) => (
    <span className="row">
      <EnableSwitch rule={row} />
      <Button size="compact-sm" variant="default" onClick={() => set({ rule: row.id })} aria-label={`Edit ${row.name}`}>
        Edit
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={() => onRemove(row)} aria-label={`Delete ${row.name}`}>
        Delete
      </Button>
    </span>
  ),
});

function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["list", RULES] }),
      client.invalidateQueries({ queryKey: ["dry-run"] }),
    ]);
}

function EnableSwitch({ rule }: { rule: RoutingRule }) {
  const refresh = useRefresh();
  const { name, rank, conditions, effect } = rule;
  const change = useMutation({
    mutationFn: (isEnabled: boolean) =>
      api.put(`${RULES}/${rule.id}`, { name, rank, conditions, effect, isEnabled }, rule.version),
    onSuccess: (_, isEnabled) => toastDone(`${name} is ${isEnabled ? "in force" : "switched off"}`),
    onError: toastProblem,
    onSettled: refresh,
  });
  return (
    <Switch
      size="sm"
      checked={rule.isEnabled}
      disabled={change.isPending}
      aria-label={`${name} is in force`}
      onChange={(event) => change.mutate(event.currentTarget.checked)}
    />
  );
}

function RemoveDialog({ rule, onClose }: { rule: RoutingRule; onClose: () => void }) {
  const refresh = useRefresh();
  const remove = useMutation({
    mutationFn: () => api.delete(`${RULES}/${rule.id}`),
    onSuccess: async () => {
      await refresh();
      toastDone(`${rule.name} is deleted`);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title="Delete this rule?"
      name={rule.name}
      action="Delete"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      From the next search on it has no say. To keep it for later, switch it off instead.
    </ConfirmDialog>
  );
}
