import type { EventEntry } from "../../api/types";
import { capitalised } from "../../components/words";

/** `trade.buyers.order_confirmed.v1` → area `trade`, service `buyers`, what `Order confirmed`. */
export function describe(type: string): { area: string; service: string; what: string } {
  const parts = type.split(".").filter((part) => !/^v\d+$/.test(part));
  const area = parts[0] ?? "";
  const service = parts[1] ?? "";
  const rest = parts.slice(2).join(" ") || (parts.at(-1) ?? type);
  const words = rest
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]+/g, " ")
    .toLowerCase();
  return { area, service, what: capitalised(words) };
}

const BAD = /fail|reject|refus|cancel|dead|suspend|revok|declin|expire|unhealthy|offline/;
const GOOD = /deliver|releas|settl|complet|captur|subscrib|approv|paid/;

export function toneOfEvent(type: string): "good" | "bad" | "quiet" {
  return BAD.test(type.toLowerCase()) ? "bad" : GOOD.test(type.toLowerCase()) ? "good" : "quiet";
}

/** The newest of both, newest first, each once, at most `max`. */
export function mergeEvents(seen: EventEntry[], fresh: EventEntry[], max: number): EventEntry[] {
  const known = new Set(seen.map((entry) => entry.id));
  const news = fresh.filter((entry) => !known.has(entry.id));
  if (news.length === 0) return seen;
  return [...news, ...seen].sort((left, right) => (left.at < right.at ? 1 : left.at > right.at ? -1 : 0)).slice(0, max);
}

/** How many fell into each of `count` equal spans up to now, oldest first. */
export function buckets(times: string[], now: number, spanMs: number, count: number): number[] {
  const result = Array.from({ length: count }, () => 0);
  for (const at of times) {
    const index = count - 1 - Math.floor((now - Date.parse(at)) / spanMs);
    if (index >= 0 && index < count) result[index] = (result[index] ?? 0) + 1;
  }
  return result;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => UUID.test(text);

/** A correlation id that is a UUID names a transaction between participants; a trace id has no dashes. */
export const isTransaction = (correlationId: string): boolean => isUuid(correlationId);

const NEAR_MS = 60_000;

/** When an event with this id (UUIDv7) must have happened, give or take how long its transaction may have lasted. */
export function spanOf(id: string): { from: string; to: string } {
  const made = Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
  return { from: new Date(made - NEAR_MS).toISOString(), to: new Date(made + NEAR_MS).toISOString() };
}

/**
 * The transaction between participants that an event belongs to. Where its correlation id names none, what a service
 * of trade says of itself; the ledger's are others.
 */
export function transactionOf(entry: EventEntry): string | null {
  if (entry.correlationId !== null && isTransaction(entry.correlationId)) return entry.correlationId;
  const said = (entry.data as { transactionId?: unknown } | null)?.transactionId;
  return entry.type.startsWith("trade.") && typeof said === "string" ? said : null;
}
