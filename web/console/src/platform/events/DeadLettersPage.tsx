import { Drawer } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useRows } from "../../api/lists";
import type { DeadLetter } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { Facts } from "../../components/Facts";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { IdText } from "../../components/IdText";
import { JsonView } from "../../components/JsonView";
import { PageHeader } from "../../components/PageHeader";
import { TimeText } from "../../components/TimeText";
import { useFilters } from "../../components/useFilters";
import { BusTabs } from "./BusTabs";
import { describe } from "./describe";
import { DeadDeliveries } from "./DeadDeliveries";
import { useDead } from "./useDead";

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
  return (
    <>
      <PageHeader
        title="Dead letters"
        crumbs={[{ label: "Platform" }]}
        lead="What could not be handled or delivered after every retry. Repair the cause, then redrive; or purge what is worthless."
      />
      <BusTabs events={<DeadEvents />} messages={<DeadDeliveries />} />
    </>
  );
}

function DeadEvents() {
  const [filters, set] = useFilters();
  const { subscription, type } = filters;
  const { actions, dialog } = useDead<DeadLetter>({
    pathOf: (letter) => `${DEAD}/${encodeURIComponent(letter.id)}`,
    nameOf: (letter) => letter.subscription,
    noun: { one: "dead letter", many: "dead letters" },
    redriven: (count) => (count === 1 ? "Sent to its subscription once more" : `${count} sent once more`),
    consequence: (count) =>
      `The subscription never handles ${count === 1 ? "this event" : "these events"}. The journal keeps what happened; ` +
      "this cannot be undone.",
    lists: ["list", "first"],
  });
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
      {dialog}
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
