import type { Order, OrderAction } from "../../api/types";

/** The next call that brings an order to confirmed, or null: it waits for the seller, is placed, or cannot be. */
export function nextStep(order: Order): Extract<OrderAction, "init" | "confirm"> | null {
  if (order.actions.includes("confirm")) return "confirm";
  if (order.actions.includes("init")) return "init";
  return null;
}

const BEFORE = new Set([
  "created",
  "selecting",
  "selected",
  "quoted",
  "initializing",
  "initialized",
  "initialised",
  "confirming",
]);

export type Phase = "asking" | "quoted" | "placed" | "failed";

export function phaseOf(order: Order): Phase {
  const state = order.state.toLowerCase();
  if (state === "failed" || state === "cancelled" || state === "rejected") return "failed";
  if (nextStep(order) !== null) return "quoted";
  if (BEFORE.has(state)) return order.quote === null ? "asking" : "quoted";
  return "placed";
}
