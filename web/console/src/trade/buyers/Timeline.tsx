import type { Order } from "../../api/types";
import { TimeText } from "../../components/TimeText";
import { stateLabel } from "../../components/StateBadge";
import classes from "./Timeline.module.css";

/** Where the rider was is drawn on the map. */
const isTold = (entry: Order["timeline"][number]): boolean => entry.what !== "position";

/** What happened, newest first. */
export function Timeline({ entries }: { entries: Order["timeline"] }) {
  return (
    <section className="card" aria-label="Timeline">
      <div className="card-head">
        <h2>Timeline</h2>
      </div>
      <ol className={classes.list} aria-live="polite">
        {entries
          .filter(isTold)
          .toReversed()
          .map((entry) => (
            <li key={`${entry.at}-${entry.what}`} data-quiet={entry.what.startsWith("asked:")}>
              <span className={classes.mark} aria-hidden />
              <span className="grow">
                <span className="strong">{stateLabel(entry.what)}</span>
                {entry.detail !== null && entry.detail !== "" && <span className="muted"> · {entry.detail}</span>}
              </span>
              <span className="small muted">
                <TimeText at={entry.at} />
              </span>
            </li>
          ))}
      </ol>
    </section>
  );
}
