import { Skeleton } from "@mantine/core";
import { IconActivity } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "../components/EmptyState";
import { shortId } from "../components/IdText";
import { LiveDot } from "../components/LiveDot";
import { ProblemAlert } from "../components/ProblemAlert";
import { TimeText } from "../components/TimeText";
import { describe, toneOfEvent } from "../platform/events/describe";
import { useActivity } from "../platform/events/useActivity";
import classes from "./ActivityStream.module.css";

const SHOWN = 40;

/** What happens on the network, as it happens. */
export function ActivityStream() {
  const { entries, live, error, isLoading, refetch } = useActivity(SHOWN);
  return (
    <section className={`card ${classes.panel}`} aria-label="Activity">
      <div className="card-head">
        <h2>Activity</h2>
        <span className="push">
          <LiveDot live={live} />
        </span>
      </div>
      {error !== null && (
        <div className="card-pad">
          <ProblemAlert error={error} onRetry={() => void refetch()} compact />
        </div>
      )}
      {isLoading && (
        <div className="card-pad" aria-busy="true" aria-label="Loading">
          <Skeleton height={240} />
        </div>
      )}
      {!isLoading && error === null && entries.length === 0 && (
        <EmptyState icon={IconActivity} title="Quiet so far">
          Orders, messages and postings appear here as they happen.
        </EmptyState>
      )}
      <ol className={classes.list}>
        {entries.map((entry) => {
          const { area, service, what } = describe(entry.type);
          return (
            <li key={entry.id}>
              <Link
                to="/platform/events"
                search={{
                  event: entry.id,
                  ...(entry.correlationId === null ? {} : { correlationId: entry.correlationId }),
                }}
              >
                <span className={classes.mark} data-tone={toneOfEvent(entry.type)} aria-hidden />
                <span className={classes.text}>
                  <span className="truncate">{what}</span>
                  <span className="small muted truncate">
                    {area} · {service}
                    {` · ${shortId(entry.subject)}`}
                  </span>
                </span>
                <span className="small muted">
                  <TimeText at={entry.at} />
                </span>
              </Link>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
