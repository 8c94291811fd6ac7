import type { Order } from "../../api/types";

const STEPS = ["Ordered", "Accepted", "Packed", "Picked up", "On its way", "Delivered"] as const;

const BY_ORDER: Partial<Record<Order["state"], number>> = {
  Paying: 0,
  Confirming: 0,
  Accepted: 1,
  InProgress: 1,
  Completed: 5,
};

/** States of a delivery as the network writes them. */
const BY_DELIVERY: Record<string, number> = {
  packed: 2,
  "agent-assigned": 2,
  "order-picked-up": 3,
  "out-for-delivery": 4,
  "order-delivered": 5,
};

export interface Progress {
  steps: readonly string[];
  reached: number;
  finished: boolean;
}

/** How far an order is on the path to the door; null where it has not entered that path or has left it. */
export function progressOf(order: Pick<Order, "state" | "fulfilment">): Progress | null {
  const byOrder = BY_ORDER[order.state];
  if (byOrder === undefined) return null;
  const reached = Math.max(byOrder, BY_DELIVERY[order.fulfilment.state.toLowerCase()] ?? 0);
  return { steps: STEPS, reached, finished: reached === STEPS.length - 1 };
}
