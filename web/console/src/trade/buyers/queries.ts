import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import { useStream } from "../../api/useStream";
import type { Order, Search, Wallet } from "../../api/types";

const BASE = "/api/v1/buyers";
const FALLBACK_POLL_MS = 3_000;

/** A search as it grows. The stream says that something came; what came is read whole, so nothing is pieced together. */
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
  const open = id !== undefined && query.data?.complete !== true && !query.isError;
  useStream(open ? `${BASE}/searches/${id}/stream` : null, () => void client.invalidateQueries({ queryKey: key }));
  return query;
}

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ["order", id],
    queryFn: ({ signal }) => api.get<Order>(`${BASE}/orders/${id}`, undefined, signal),
  });

const FINAL = new Set(["delivered", "cancelled", "returned", "failed"]);
export const isFinal = (order: Order | undefined): boolean =>
  order !== undefined && FINAL.has(order.state.toLowerCase());

/** An order, followed as it moves. */
export function useOrder(id: string) {
  const client = useQueryClient();
  const options = orderQuery(id);
  const query = useQuery(options);
  const live = useStream(
    query.isError ? null : `${BASE}/orders/${id}/stream`,
    () => void client.invalidateQueries({ queryKey: options.queryKey }),
  );
  return { ...query, live };
}

export const walletQuery = queryOptions({
  queryKey: ["wallet"],
  queryFn: ({ signal }) => api.get<Wallet>(`${BASE}/wallet`, undefined, signal),
});
