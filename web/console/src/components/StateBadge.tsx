import classes from "./StateBadge.module.css";

export type Tone = "good" | "warn" | "bad" | "info" | "quiet";

const TONES: Record<Tone, readonly string[]> = {
  good: [
    "active",
    "accepted",
    "accredited",
    "answered",
    "completed",
    "delivered",
    "healthy",
    "online",
    "ok",
    "paid",
    "released",
    "settled",
    "subscribed",
    "verified",
    "valid",
    "balanced",
    "captured",
    "done",
  ],
  warn: [
    "degraded",
    "held",
    "late",
    "parked",
    "pending",
    "retrying",
    "waiting",
    "reserved",
    "returning",
    "authorized",
    "not-paid",
    "unpaid",
    "initiated",
    "under-subscription",
    "checking",
  ],
  bad: [
    "cancelled",
    "canceled",
    "dead",
    "disabled",
    "error",
    "failed",
    "offline",
    "refused",
    "rejected",
    "revoked",
    "suspended",
    "unhealthy",
    "unsubscribed",
    "invalid",
    "expired",
    "declined",
    "returned",
  ],
  info: [
    "confirmed",
    "created",
    "confirming",
    "initialized",
    "initialised",
    "out-for-delivery",
    "packed",
    "quoted",
    "selected",
    "shipped",
    "searching",
    "picked-up",
    "in-transit",
    "assigned",
  ],
  quiet: ["empty", "none"],
};

const toneByState = new Map(
  (Object.entries(TONES) as [Tone, readonly string[]][]).flatMap(([tone, states]) =>
    states.map((state) => [state, tone] as const),
  ),
);

/** `outForDelivery`, `OUT_FOR_DELIVERY` and `Out-for-delivery` are one state. */
function normalise(state: string): string {
  return state
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .replaceAll(/[_\s]+/g, "-")
    .toLowerCase();
}

export function toneOf(state: string): Tone {
  return toneByState.get(normalise(state)) ?? "quiet";
}

export function stateLabel(state: string): string {
  const words = normalise(state).replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function StateBadge({ state, tone }: { state: string; tone?: Tone }) {
  return (
    <span className={classes.badge} data-tone={tone ?? toneOf(state)}>
      <span className={classes.dot} aria-hidden />
      {stateLabel(state)}
    </span>
  );
}
