import { Loader } from "@mantine/core";
import { IconCheck, IconClockX, IconMinus, IconX } from "@tabler/icons-react";
import type { SearchSource } from "../../api/types";
import classes from "./SourceList.module.css";

interface Props {
  sources: SearchSource[];
  complete: boolean;
  chosen: string | undefined;
  onChoose: (sellerId: string | undefined) => void;
}

/** Who was asked, who answered, how fast; choosing one shows its offers alone. */
export function SourceList({ sources, complete, chosen, onChoose }: Props) {
  const slowest = Math.max(1, ...sources.map((source) => source.latencyMs ?? 0));
  const answered = sources.filter((source) => source.state !== "waiting").length;
  return (
    <aside className={classes.sources} aria-label="Sellers asked">
      <div className={classes.head}>
        <h2>Sellers</h2>
        <span className="small muted" role="status">
          {complete ? `${answered} answered` : `${answered} of ${sources.length} answered`}
        </span>
      </div>
      <ul>
        {sources.map((source) => (
          <li key={source.sellerId}>
            <button
              type="button"
              className={classes.source}
              aria-pressed={chosen === source.sellerId}
              onClick={() => onChoose(chosen === source.sellerId ? undefined : source.sellerId)}
            >
              <StateMark state={source.state} />
              <span className="truncate grow">{source.seller}</span>
              <span className="muted">{source.state === "waiting" ? "" : source.offers}</span>
              <span className={classes.latency}>
                <span
                  className={classes.bar}
                  style={{ width: `${((source.latencyMs ?? 0) / slowest) * 100}%` }}
                  aria-hidden
                />
                <span className="small muted">{wordOf(source)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}

function wordOf(source: SearchSource): string {
  if (source.state === "waiting") return "waiting";
  if (source.state === "failed") return "did not answer";
  const took = source.latencyMs === null ? "" : `${source.latencyMs.toLocaleString("en-GB")} ms`;
  return source.state === "late" ? `late, ${took}` : took;
}

function StateMark({ state }: { state: SearchSource["state"] }) {
  switch (state) {
    case "waiting":
      return <Loader size={14} color="gray" aria-hidden />;
    case "answered":
      return <IconCheck size={15} className="good" aria-hidden />;
    case "empty":
      return <IconMinus size={15} className="faint" aria-hidden />;
    case "late":
      return <IconClockX size={15} className="warn" aria-hidden />;
    case "failed":
      return <IconX size={15} className="bad" aria-hidden />;
  }
}
