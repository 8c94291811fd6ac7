import { useMemo, useSyncExternalStore } from "react";
import { groupBy } from "../../api/collections";
import { times, totals } from "../../api/money";
import type { Money, Offer } from "../../api/types";

/** One offer in the cart, with what is needed to show it when its search is long gone. */
export interface CartLine {
  searchId: string;
  quantity: number;
  offer: Offer;
}

export interface CartGroup {
  provider: string;
  seller: string;
  lines: CartLine[];
  totals: Money[];
}

export const MAX_QUANTITY = 99;
export const MAX_LINES = 100;

/** The most of an offer that can be put into the cart. */
export const most = (offer: Offer): number =>
  Math.max(0, Math.min(MAX_QUANTITY, offer.available ?? MAX_QUANTITY, offer.maximum ?? MAX_QUANTITY));

/** Sets how many of an offer are wanted; none takes the line out. More than there is becomes what there is. */
export function withQuantity(lines: CartLine[], searchId: string, offer: Offer, quantity: number): CartLine[] {
  const wanted = Math.min(Math.max(0, Math.trunc(quantity)), most(offer));
  const index = lines.findIndex((line) => line.offer.id === offer.id);
  if (wanted === 0) return lines.filter((line) => line.offer.id !== offer.id);
  if (index < 0) return lines.length >= MAX_LINES ? lines : [...lines, { searchId, offer, quantity: wanted }];
  return lines.with(index, { searchId, offer, quantity: wanted });
}

/** A cart over several sellers, one group per provider, in the order in which they were first chosen. */
export function groups(lines: CartLine[]): CartGroup[] {
  const byProvider = groupBy(lines, (line) => `${line.offer.sellerId}|${line.offer.providerId}`);
  return [...byProvider.values()].map((group) => ({
    provider: group[0]?.offer.provider ?? "",
    seller: group[0]?.offer.seller ?? "",
    lines: group,
    totals: totals(group.map((line) => times(line.offer.price, line.quantity))),
  }));
}

/** The platform takes orders per search, since an offer is only known together with the search that found it. */
export function orderRequests(
  lines: CartLine[],
): { searchId: string; lines: { offerId: string; quantity: number }[] }[] {
  return [...groupBy(lines, (line) => line.searchId)].map(([searchId, group]) => ({
    searchId,
    lines: group.map((line) => ({ offerId: line.offer.id, quantity: line.quantity })),
  }));
}

const KEY = "skylink.cart";
const listeners = new Set<() => void>();
let lines = read();

function read(): CartLine[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isLine).slice(0, MAX_LINES) : [];
  } catch {
    return [];
  }
}

function isLine(value: unknown): value is CartLine {
  if (typeof value !== "object" || value === null) return false;
  const line = value as {
    searchId?: unknown;
    quantity?: unknown;
    offer?: { id?: unknown; price?: { units?: unknown } };
  };
  return (
    typeof line.searchId === "string" &&
    Number.isInteger(line.quantity) &&
    typeof line.offer?.id === "string" &&
    typeof line.offer.price?.units === "string" &&
    /^\d+$/.test(line.offer.price.units)
  );
}

function write(next: CartLine[]): void {
  lines = next;
  localStorage.setItem(KEY, JSON.stringify(next));
  listeners.forEach((tell) => tell());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const onStorage = (event: StorageEvent) => {
    if (event.key !== KEY) return;
    lines = read();
    listener();
  };
  window.addEventListener("storage", onStorage);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", onStorage);
  };
}

export const setQuantity = (searchId: string, offer: Offer, quantity: number): void =>
  write(withQuantity(lines, searchId, offer, quantity));

export const emptyCart = (): void => write([]);

/** The cart lives in the browser until it becomes orders; other tabs see it change. */
export function useCart() {
  const current = useSyncExternalStore(subscribe, () => lines);
  return useMemo(
    () => ({
      lines: current,
      count: current.reduce((sum, line) => sum + line.quantity, 0),
      totals: totals(current.map((line) => times(line.offer.price, line.quantity))),
      quantityOf: (offerId: string) => current.find((line) => line.offer.id === offerId)?.quantity ?? 0,
    }),
    [current],
  );
}
