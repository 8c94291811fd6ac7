import { Drawer } from "@mantine/core";
import { IconActivity } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import { useThrottledRefresh } from "../../api/useThrottledRefresh";
import { useRows } from "../../api/lists";
import type { EventEntry, Page } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { Facts } from "../../components/Facts";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { IdText } from "../../components/IdText";
import { JsonView } from "../../components/JsonView";
import { LiveDot } from "../../components/LiveDot";
import { PageHeader } from "../../components/PageHeader";
import { exactTime } from "../../components/time";
import { TimeText } from "../../components/TimeText";
import { useFilters, type Filters } from "../../components/useFilters";
import { mayOpenPage } from "../../shell/pages";
import { useMe } from "../identity/session";
import { describe, isUuid, spanOf, toneOfEvent, transactionOf } from "./describe";
import classes from "./EventsPage.module.css";

const EVENTS = "/api/v1/events";

const FIELDS: readonly FilterField[] = [
  { key: "type", label: "Type begins with", kind: "text", width: 190 },
  { key: "service", label: "Service", kind: "text", width: 150 },
  { key: "subject", label: "Subject", kind: "text", width: 180 },
  { key: "correlationId", label: "Correlation id", kind: "text", width: 180 },
];

const COLUMNS: readonly Column<EventEntry>[] = [
  {
    key: "what",
    header: "What",
    text: (row) => describe(row.type).what,
    render: (row) => (
      <span className="row">
        <span className={classes.mark} data-tone={toneOfEvent(row.type)} aria-hidden />
        {describe(row.type).what}
      </span>
    ),
  },
  {
    key: "type",
    header: "Type",
    width: 290,
    text: (row) => row.type,
    render: (row) => <span className="mono">{row.type}</span>,
  },
  {
    key: "subject",
    header: "Subject",
    width: 220,
    text: (row) => row.subject,
    render: (row) => <IdText id={row.subject} label="subject" />,
  },
  {
    key: "correlation",
    header: "Correlation",
    width: 160,
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

export default function EventsPage() {
  const [filters, set] = useFilters();
  const { type, service, subject, correlationId } = filters;
  const source = useRows<EventEntry>(EVENTS, { type, service, subject, correlationId });
  const live = useThrottledRefresh(`${EVENTS}/stream`, ["list", EVENTS]);
  const open = useNamed(filters, source);
  return (
    <>
      <PageHeader
        title="Events"
        crumbs={[{ label: "Platform" }]}
        lead="The journal: everything that services said happened, newest first."
      />
      <DataTable
        id="events"
        label="Events"
        columns={COLUMNS}
        source={source}
        rowKey={(row) => row.id}
        filters={<FilterBar fields={FIELDS} />}
        tools={<LiveDot live={live} />}
        onOpen={(row) => set({ event: row.id })}
        isChosen={(row) => row.id === filters.event}
        empty={
          <EmptyState icon={IconActivity} title="No event fits">
            Events appear the moment a service commits what it did. Widen the filters, or wait for something to happen.
          </EmptyState>
        }
      />
      <Drawer
        opened={open !== undefined}
        onClose={() => set({ event: undefined })}
        position="right"
        size={480}
        title={open && describe(open.type).what}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {open && (
          <EventDetail
            entry={open}
            onCorrelation={() => set({ event: undefined, correlationId: open.correlationId ?? undefined })}
          />
        )}
      </Drawer>
    </>
  );
}

const NEARBY_MAX = 200;

/** The event that the address names, also where the list does not reach as far back. */
function useNamed({ event, type }: Filters, { rows, isLoading }: { rows: EventEntry[]; isLoading: boolean }) {
  const listed = rows.find((row) => row.id === event);
  const { data } = useQuery({
    queryKey: ["event", event, type],
    enabled: event !== undefined && isUuid(event) && listed === undefined && !isLoading,
    queryFn: ({ signal }) =>
      api.get<Page<EventEntry>>(EVENTS, { type, ...spanOf(event ?? ""), limit: NEARBY_MAX }, signal),
  });
  return listed ?? data?.items.find((row) => row.id === event);
}

function EventDetail({ entry, onCorrelation }: { entry: EventEntry; onCorrelation: () => void }) {
  const me = useMe();
  const transactionId = mayOpenPage(me, "/trade/messages") ? transactionOf(entry) : null;
  const caseId = mayOpenPage(me, "/platform/audit") ? entry.correlationId : null;
  return (
    <div className="stack">
      <Facts
        of={[
          ["Type", <span className="mono">{entry.type}</span>],
          ["Service", entry.service],
          ["When", exactTime(entry.at)],
          ["Event id", <IdText id={entry.id} label="event id" />],
          ["Subject", <IdText id={entry.subject} label="subject" />],
          [
            "Correlation",
            entry.correlationId === null ? null : (
              <>
                <IdText id={entry.correlationId} label="correlation id" />{" "}
                <button type="button" className={classes.link} onClick={onCorrelation}>
                  All with it
                </button>
              </>
            ),
          ],
          [
            "Transaction",
            transactionId === null ? null : (
              <Link to="/trade/messages" search={{ transactionId }}>
                Its messages
              </Link>
            ),
          ],
          [
            "Audit log",
            caseId === null ? null : (
              <Link to="/platform/audit" search={{ correlationId: caseId }}>
                Who did what in this case
              </Link>
            ),
          ],
        ]}
      />
      <JsonView value={entry.data} label="Data of the event" />
    </div>
  );
}
