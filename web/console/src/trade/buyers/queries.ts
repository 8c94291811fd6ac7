import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ApiError } from "../../api/client";
import type { Order, Search, Wallet } from "../../api/types";
import { useStream } from "../../api/useStream";

const BASE = "/api/v1/buyers";
const FALLBACK_POLL_MS = 3_000;
const SETTLED_POLL_MS = 15_000;

/** A search as it grows. The stream says that something came; it is then read whole, so nothing is pieced together. */
export function useSearchResult(id: string | undefined) {
  const client = useQueryClient();
  const key = ["search", id];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<Search>(`${BASE}/searches/${id ?? ""}`, undefined, signal),
    enabled: id !== undefined,
    staleTime: 0,
    refetchInterval: (state) => (state.state.data?.complete === false ? FALLBACK_POLL_MS : false),
  });
  const open = id !== undefined && query.data?.complete === false && !query.isError;
  useStream(open ? `${BASE}/searches/${id}/stream` : null, () => void client.invalidateQueries({ queryKey: key }));
  return query;
}

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ["order", id],
    queryFn: ({ signal }) => api.get<Order>(`${BASE}/orders/${id}`, undefined, signal),
  });

const FINAL: readonly Order["state"][] = ["Completed", "Cancelled", "Failed"];
export const isFinal = (order: Order): boolean => FINAL.includes(order.state);

/**
 * An order, followed as it moves. Also one that is over: its rating and the shop's help still arrive. The stream is
 * opened when there is something to bring up to date: what it says during the first read would start no second one.
 */
export function useOrder(id: string) {
  const client = useQueryClient();
  const options = orderQuery(id);
  const query = useQuery({
    ...options,
    // What was given up may be sent once more by an operator; its answer comes when no stream is open for it.
    refetchInterval: (state) => (state.state.data?.settled === true ? SETTLED_POLL_MS : false),
  });
  const live = useStream(
    query.isError || query.data?.settled !== false ? null : `${BASE}/orders/${id}/stream`,
    () => void client.invalidateQueries({ queryKey: options.queryKey }),
  );
  return { ...query, live };
}

/** The shopper's own money; null where the role has no wallet. */
export const walletQuery = queryOptions({
  queryKey: ["wallet"],
  queryFn: async ({ signal }): Promise<Wallet | null> => {
    try {
      return await api.get<Wallet>("/api/v1/payments/wallet", undefined, signal);
    } catch (error) {
      if (error instanceof ApiError && error.status === 403) return null;
      throw error;
    }
  },
});
