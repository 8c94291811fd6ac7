import classes from "./LagBar.module.css";

export function LagBar({ lag, most }: { lag: number; most: number }) {
  return (
    <span className={classes.lag}>
      <span className={classes.track} aria-hidden>
        <span style={{ width: `${lag === 0 ? 0 : Math.max(4, (lag / most) * 100)}%` }} />
      </span>
      <span className={lag === 0 ? "faint" : ""}>{lag.toLocaleString("en-GB")}</span>
    </span>
  );
}
