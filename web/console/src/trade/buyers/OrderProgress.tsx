import { IconCheck } from "@tabler/icons-react";
import type { Order } from "../../api/types";
import { progressOf } from "./progress";
import classes from "./OrderProgress.module.css";

export function OrderProgress({ order }: { order: Order }) {
  const progress = progressOf(order);
  if (progress === null) return null;
  return (
    <ol className={classes.steps} aria-label="Progress of the order">
      {progress.steps.map((step, index) => {
        const status =
          index < progress.reached
            ? "done"
            : index === progress.reached
              ? progress.finished
                ? "done"
                : "now"
              : "next";
        return (
          <li key={step} data-status={status} aria-current={status === "now" ? "step" : undefined}>
            <span className={classes.mark} aria-hidden>
              {status === "done" && <IconCheck size={12} stroke={3} />}
            </span>
            <span className={classes.word}>{step}</span>
          </li>
        );
      })}
    </ol>
  );
}
