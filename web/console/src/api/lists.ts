import { useInfiniteQuery } from "@tanstack/react-query";
import { api, type Query } from "./client";
import type { Page } from "./types";

export const PAGE_SIZE = 100;

/** A keyset-paged list. The filters are part of the key, so that going back shows what was there. */
export function useList<T>(path: string, filters: Query = {}, options: { enabled?: boolean; refetchMs?: number } = {}) {
  return useInfiniteQuery({
    queryKey: ["list", path, filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<T>>(path, { ...filters, after: pageParam, limit: PAGE_SIZE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<T>) => page.next,
    enabled: options.enabled ?? true,
    ...(options.refetchMs === undefined ? {} : { refetchInterval: options.refetchMs }),
  });
}
