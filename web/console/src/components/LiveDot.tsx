import type { StreamState } from "../api/sse";
import classes from "./LiveDot.module.css";

const WORDS: Record<StreamState, string> = {
  live: "Live",
  connecting: "Connecting",
  waiting: "Reconnecting",
  paused: "Paused",
};

interface Props {
  live: { state: StreamState; paused: boolean; toggle: () => void };
}

export function LiveDot({ live }: Props) {
  return (
    <button
      type="button"
      className={classes.live}
      data-state={live.state}
      onClick={live.toggle}
      aria-pressed={live.paused}
      title={live.paused ? "Resume: what happened meanwhile is caught up" : "Pause the stream"}
      aria-label={`${WORDS[live.state]}. ${live.paused ? "Resume" : "Pause"} live updates`}
    >
      <span className={classes.dot} aria-hidden />
      {WORDS[live.state]}
    </button>
  );
}
