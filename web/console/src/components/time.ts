import { useSyncExternalStore } from "react";

const STEPS: readonly [limitSeconds: number, seconds: number, unit: string][] = [
  [60, 1, "s"],
  [3600, 60, "min"],
  [86_400, 3600, "h"],
  [30 * 86_400, 86_400, "d"],
];

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const exact = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const short = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** `now`, `42 s ago`, `5 min ago`, `in 2 h`; after a month the day itself. */
export function relative(at: string, now: number): string {
  const then = Date.parse(at);
  if (Number.isNaN(then)) return at;
  const seconds = Math.round((now - then) / 1000);
  const distance = Math.abs(seconds);
  if (distance < 3) return "now";
  for (const [limit, size, unit] of STEPS) {
    if (distance < limit) {
      const amount = `${Math.floor(distance / size)} ${unit}`;
      return seconds < 0 ? `in ${amount}` : `${amount} ago`;
    }
  }
  return day.format(then);
}

export const exactTime = (at: string): string => (Number.isNaN(Date.parse(at)) ? at : exact.format(Date.parse(at)));
export const clockTime = (at: string): string => (Number.isNaN(Date.parse(at)) ? at : clock.format(Date.parse(at)));
export const shortTime = (at: string): string => (Number.isNaN(Date.parse(at)) ? at : short.format(Date.parse(at)));

/** As a field for date and time takes it; empty where it is none. */
export function localMinute(at: string): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return "";
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function fromLocalMinute(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** One ticking clock for every relative time on the page. */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    listeners.forEach((tell) => tell());
  }, 5000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
