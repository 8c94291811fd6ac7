import type { Order } from "../../api/types";

/**
 * Where an order stands in the checkout. `asking`: the shop has to say its price and terms; `ready`: the person decides;
 * `paying`: the money is being held; `placed`: the shop has it, or is about to; `failed`: it came to nothing.
 */
export type Phase = "asking" | "ready" | "paying" | "placed" | "failed";

export function phaseOf(order: Order): Phase {
  switch (order.state) {
    case "Quoting":
    case "Initializing":
      return "asking";
    case "Ready":
      return "ready";
    case "Paying":
      return "paying";
    case "Confirming":
    case "Accepted":
    case "InProgress":
    case "Completed":
    case "Cancelling":
      return "placed";
    case "Cancelled":
    case "Failed":
      return "failed";
  }
}

/** The payment partner did not hold the money; the person may try again. */
export const isDeclined = (order: Order): boolean => order.state === "Ready" && order.payment.state === "Declined";

/** One key per version of an order: pressing twice confirms once, and after a refused payment it counts anew. */
export const confirmKey = (order: Order): string => `${order.id}-confirm-${order.updatedAt}`;
