import classes from "./StateBadge.module.css";
import { capitalised } from "./words";

export type Tone = "good" | "warn" | "bad" | "info" | "quiet";

function words(text: string): string[] {
  return text.split(/\s+/);
}

const TONES: Record<Tone, readonly string[]> = {
  good: words(`active accepted answered balanced completed delivered done healthy held online order-delivered paid passed
    ready released subscribed valid verified`),
  warn: words(`cancelling checking degraded holding initiated initializing not-accredited parked paying pending quoting
    releasing retrying returning under-subscription waiting`),
  bad: words(`cancelled dead declined disabled error expired failed offline refused rejected returned revoked suspended
    unhealthy unsubscribed`),
  info: words(`agent-assigned confirmed confirming created in-progress order-picked-up out-for-delivery packed picked-up
    shipped`),
  quiet: [],
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
  return capitalised(normalise(state).replaceAll("-", " "));
}

export function StateBadge({ state, tone }: { state: string; tone?: Tone }) {
  return (
    <span className={classes.badge} data-tone={tone ?? toneOf(state)}>
      <span className={classes.dot} aria-hidden />
      {stateLabel(state)}
    </span>
  );
}
