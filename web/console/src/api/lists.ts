import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Address } from "./addresses";
import { api, type Query } from "./client";
import type { Page } from "./types";

export const PAGE_SIZE = 100;

interface Options {
  enabled?: boolean;
  refetchMs?: number;
}

/** A keyset-paged list. The filters are part of the key, so that going back shows what was there. */
export function useList<T>(path: Address<"get">, filters: Query = {}, options: Options = {}) {
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

/** The same, as the table takes it. `keep` filters what is loaded, where the platform itself has no such filter. */
export function useRows<T>(
  path: Address<"get">,
  filters: Query = {},
  options: Options & { keep?: (row: T) => boolean } = {},
) {
  const list = useList<T>(path, filters, options);
  const { data, fetchNextPage, refetch } = list;
  const all = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const { keep } = options;
  const rows = keep ? all.filter(keep) : all;
  // That nothing fits can be said once all pages were seen.
  const isSeeking = keep !== undefined && rows.length === 0 && list.hasNextPage && !list.isError;
  const isDue = isSeeking && !list.isFetching;
  useEffect(() => {
    if (isDue) void fetchNextPage();
  }, [isDue, data, fetchNextPage]);
  return {
    rows,
    isLoading: list.isLoading || isSeeking,
    error: list.error,
    retry: () => void refetch(),
    hasMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    loadMore: () => void fetchNextPage(),
  };
}
