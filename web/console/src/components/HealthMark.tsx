import classes from "./HealthMark.module.css";

/** How something is, as a dot beside its name. Colour alone never tells: the word stands nearby. */
export function HealthMark({ status }: { status: string }) {
  return <span className={classes.mark} data-status={status} aria-hidden />;
}
