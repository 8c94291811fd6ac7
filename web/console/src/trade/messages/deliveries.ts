import { useQueries } from "@tanstack/react-query";
import { api, ApiError } from "../../api/client";
import type { DeadDelivery, MessageService, Page } from "../../api/types";
import { SERVICES } from "./exchange";

const REFRESH_MS = 5_000;
const LIMIT = 200;

/** A message on its way, or given up, with the service that sends it. */
export interface Delivery extends DeadDelivery {
  service: MessageService;
}

/** What the nodes of every service have still to deliver (`Pending`), or could not (`Dead`), as far as one may see it. */
export function useDeliveries(state: "Pending" | "Dead", enabled = true) {
  const queries = useQueries({
    queries: SERVICES.map((service) => ({
      queryKey: ["deliveries", service, state],
      refetchInterval: REFRESH_MS,
      enabled,
      queryFn: ({ signal }: { signal: AbortSignal }) => read(service, state, signal),
    })),
  });
  return {
    rows: queries.flatMap((query) => query.data ?? []),
    isLoading: queries.some((query) => query.isLoading),
    error: queries.find((query) => query.error !== null)?.error ?? null,
    retry: () => queries.forEach((query) => void query.refetch()),
    hasMore: false,
    isLoadingMore: false,
    loadMore: () => undefined,
  };
}

async function read(service: MessageService, state: string, signal: AbortSignal): Promise<Delivery[]> {
  try {
    const page = await api.get<Page<DeadDelivery>>(`/api/v1/${service}/deliveries`, { state, limit: LIMIT }, signal);
    return page.items.map((item) => ({ ...item, service }));
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return [];
    throw error;
  }
}
