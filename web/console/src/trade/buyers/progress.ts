import type { Order } from "../../api/types";

const STEPS = ["created", "accepted", "packed", "shipped", "out-for-delivery", "delivered"] as const;
const ALIASES: Record<string, (typeof STEPS)[number]> = {
  confirmed: "created",
  "in-progress": "accepted",
  completed: "delivered",
  "picked-up": "shipped",
  outfordelivery: "out-for-delivery",
};

export interface Progress {
  steps: readonly string[];
  reached: number;
  finished: boolean;
}

/** How far an order is on the path to the door; null where it left that path or has not entered it. */
export function progressOf(order: Pick<Order, "state">): Progress | null {
  const state = order.state
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .replaceAll(/[_\s]+/g, "-")
    .toLowerCase();
  const reached = STEPS.indexOf(ALIASES[state] ?? (state as (typeof STEPS)[number]));
  return reached < 0 ? null : { steps: STEPS, reached, finished: reached === STEPS.length - 1 };
}
