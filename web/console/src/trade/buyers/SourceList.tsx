import { Loader } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
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
  const slowest = Math.max(1, ...sources.map((source) => source.latencyMs));
  return (
    <aside className={classes.sources} aria-label="Sellers asked">
      <div className={classes.head}>
        <h2>Sellers</h2>
        <span className="small muted" role="status">
          {`${sources.length} answered`}
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
              {source.state === "answered" ? (
                <IconCheck size={15} className="good" aria-hidden />
              ) : (
                <IconX size={15} className="bad" aria-hidden />
              )}
              <span className="truncate grow">{source.seller}</span>
              <span className="muted">{source.offers}</span>
              <span className={classes.latency}>
                <span className={classes.bar} style={{ width: `${(source.latencyMs / slowest) * 100}%` }} aria-hidden />
                <span className="small muted">
                  {source.state === "error" ? "refused" : `${Math.round(source.latencyMs).toLocaleString("en-GB")} ms`}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {!complete && (
        <p className={classes.waiting}>
          <Loader size={14} color="gray" aria-hidden />
          Others may still answer
        </p>
      )}
    </aside>
  );
}
