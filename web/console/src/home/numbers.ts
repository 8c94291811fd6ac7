import { useQuery } from "@tanstack/react-query";
import type { Address } from "../api/addresses";
import { api, type Query } from "../api/client";
import type { Page } from "../api/types";

const REFRESH_MS = 10_000;
/** The most that one request of a list may ask for. */
export const LIST_LIMIT = 200;

/** The first rows of a list, kept fresh: what a number on the home page is counted from. */
export function useFirst<T>(path: Address<"get">, filters: Query = {}, enabled = true) {
  return useQuery({
    queryKey: ["first", path, filters],
    queryFn: ({ signal }) => api.get<Page<T>>(path, { ...filters, limit: LIST_LIMIT }, signal),
    refetchInterval: REFRESH_MS,
    enabled,
  });
}

/** `12`, or `200+` where the list goes on behind what was read. */
export function countText<T>(page: Page<T> | undefined, counts: (item: T) => boolean = () => true): string {
  if (page === undefined) return "–";
  const count = page.items.filter(counts).length;
  return page.next !== null ? `${count.toLocaleString("en-GB")}+` : count.toLocaleString("en-GB");
}
