import { Button, Drawer, Tabs } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { api } from "../../api/client";
import { useRows } from "../../api/lists";
import type { DeadLetter } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { Facts } from "../../components/Facts";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { IdText } from "../../components/IdText";
import { JsonView } from "../../components/JsonView";
import { PageHeader } from "../../components/PageHeader";
import { TimeText } from "../../components/TimeText";
import { toastDone, toastProblem } from "../../components/toast";
import { useFilters } from "../../components/useFilters";
import { describe } from "./describe";
import { DeadDeliveries } from "./DeadDeliveries";

const DEAD = "/api/v1/events/dead-letters";
const REFRESH_MS = 10_000;

const FIELDS: readonly FilterField[] = [
  { key: "subscription", label: "Subscription", kind: "text", width: 220 },
  { key: "type", label: "Event type", kind: "text", width: 200 },
];

const COLUMNS: readonly Column<DeadLetter>[] = [
  {
    key: "subscription",
    header: "Subscription",
    width: 230,
    text: (row) => row.subscription,
    render: (row) => <span className="strong">{row.subscription}</span>,
  },
  {
    key: "type",
    header: "Event",
    width: 190,
    text: (row) => row.type,
    render: (row) => <span title={row.type}>{describe(row.type).what}</span>,
  },
  {
    key: "error",
    header: "Why",
    text: (row) => row.error,
    render: (row) => <span title={row.error}>{row.error}</span>,
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
    key: "last",
    header: "Last try",
    width: 110,
    align: "right",
    text: (row) => row.lastFailedAt,
    render: (row) => <TimeText at={row.lastFailedAt} />,
  },
];

export default function DeadLettersPage() {
  const [filters, set] = useFilters();
  return (
    <>
      <PageHeader
        title="Dead letters"
        crumbs={[{ label: "Platform" }]}
        lead="What could not be handled or delivered after every retry. Repair the cause, then redrive; or purge what is worthless."
      />
      <Tabs
        value={filters.tab ?? "events"}
        onChange={(tab) => set({ tab: tab === "events" ? undefined : (tab ?? undefined) })}
        keepMounted={false}
        mb={16}
      >
        <Tabs.List mb={16}>
          <Tabs.Tab value="events">Events</Tabs.Tab>
          <Tabs.Tab value="messages">Protocol messages</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="events">
          <DeadEvents />
        </Tabs.Panel>
        <Tabs.Panel value="messages">
          <DeadDeliveries />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function useDeadLetters() {
  const client = useQueryClient();
  const refresh = () =>
    Promise.all([client.invalidateQueries({ queryKey: ["list"] }), client.invalidateQueries({ queryKey: ["first"] })]);
  const redrive = useMutation({
    mutationFn: (letters: DeadLetter[]) =>
      Promise.all(letters.map((letter) => api.post(`${DEAD}/${encodeURIComponent(letter.id)}/redrive`, {}))),
    onSuccess: (_, letters) =>
      toastDone(letters.length === 1 ? "Sent to its subscription once more" : `${letters.length} sent once more`),
    onError: toastProblem,
    onSettled: refresh,
  });
  const purge = useMutation({
    mutationFn: (letters: DeadLetter[]) =>
      Promise.all(letters.map((letter) => api.delete(`${DEAD}/${encodeURIComponent(letter.id)}`))),
    onSuccess: () => toastDone("Purged"),
    onSettled: refresh,
  });
  return { redrive, purge };
}

function DeadEvents() {
  const [filters, set] = useFilters();
  const { subscription, type } = filters;
  const [purging, setPurging] = useState<DeadLetter[] | null>(null);
  const { redrive, purge } = useDeadLetters();
  const source = useRows<DeadLetter>(
    DEAD,
    {},
    {
      refetchMs: REFRESH_MS,
      keep: (row) => row.subscription.includes(subscription ?? "") && row.type.includes(type ?? ""),
    },
  );
  const open = source.rows.find((row) => row.id === filters.letter);
  const close = () => set({ letter: undefined });
  const actions = (letters: DeadLetter[], done: () => void) => (
    <>
      <Button
        size="compact-sm"
        loading={redrive.isPending}
        onClick={() => redrive.mutate(letters, { onSuccess: done })}
      >
        Redrive
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setPurging(letters)}>
        Purge…
      </Button>
    </>
  );

  return (
    <>
      <DataTable
        id="dead-letters"
        label="Dead letters"
        columns={COLUMNS}
        source={source}
        rowKey={(row) => row.id}
        reserve={290}
        filters={<FilterBar fields={FIELDS} />}
        onOpen={(row) => set({ letter: row.id })}
        isChosen={(row) => row.id === filters.letter}
        bulk={actions}
        empty={
          <EmptyState icon={IconInbox} title="Nothing is dead">
            Events that a service could not handle after all its retries are put aside here, so that nothing behind them
            waits.
          </EmptyState>
        }
      />
      <Drawer
        opened={open !== undefined}
        onClose={close}
        position="right"
        size={480}
        title="Dead letter"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {open && <Letter letter={open} actions={actions([open], close)} />}
      </Drawer>
      {purging !== null && (
        <ConfirmDialog
          title={purging.length === 1 ? "Purge this dead letter?" : `Purge ${purging.length} dead letters?`}
          name={purging.length === 1 ? (purging[0]?.subscription ?? "purge") : `purge ${purging.length}`}
          action="Purge"
          pending={purge.isPending}
          error={purge.error}
          onConfirm={() =>
            purge.mutate(purging, {
              onSuccess: () => {
                setPurging(null);
                close();
              },
            })
          }
          onClose={() => setPurging(null)}
        >
          The subscription never handles {purging.length === 1 ? "this event" : "these events"}. The journal keeps what
          happened; this cannot be undone.
        </ConfirmDialog>
      )}
    </>
  );
}

function Letter({ letter, actions }: { letter: DeadLetter; actions: ReactNode }) {
  return (
    <div className="stack">
      <div className="row">{actions}</div>
      <p className="strong">{letter.error}</p>
      <Facts
        of={[
          ["Subscription", letter.subscription],
          ["Event", <span className="mono">{letter.type}</span>],
          ["Event id", <IdText id={letter.eventId} label="event id" />],
          ["Said by", letter.service],
          ["Subject", <IdText id={letter.subject} label="subject" />],
          ["First failed", <TimeText at={letter.firstFailedAt} />],
          [
            "Tries",
            <>
              {letter.attempts}, the last <TimeText at={letter.lastFailedAt} />
            </>,
          ],
        ]}
      />
      <JsonView value={letter.data} label="Data of the event" />
    </div>
  );
}
