import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, ApiError } from "../../api/client";
import type { Message, MessageDetail, Page } from "../../api/types";
import { SERVICES, type Recorded } from "./exchange";

const POLL_MS = 4_000;
const LIMIT = 200;
const MAX_PAGES = 5;

/** What every node that one may read has recorded. A node that is closed to the reader is left out, not an error. */
export function useMessages(transactionId: string | undefined) {
  const queries = useQueries({
    queries: SERVICES.map((service) => ({
      queryKey: ["messages", service, transactionId ?? ""],
      refetchInterval: POLL_MS,
      queryFn: ({ signal }: { signal: AbortSignal }) => readAll(service, transactionId, signal),
    })),
  });
  const messages = useMemo(() => queries.flatMap((query) => query.data ?? []), [queries]);
  const closed = SERVICES.filter((_, index) => queries[index]?.data === null);
  const failures = queries.filter((query) => query.error !== null);
  return {
    messages,
    closed,
    isLoading: queries.some((query) => query.isLoading),
    error: failures.length === queries.length ? (failures[0]?.error ?? null) : null,
    retry: () => queries.forEach((query) => void query.refetch()),
  };
}

async function readAll(
  service: Recorded["service"],
  transactionId: string | undefined,
  signal: AbortSignal,
): Promise<Recorded[] | null> {
  const all: Recorded[] = [];
  let after: string | null = null;
  try {
    for (let count = 0; count < (transactionId === undefined ? 1 : MAX_PAGES); count++) {
      const page: Page<Message> = await api.get(
        `/api/v1/${service}/messages`,
        { transactionId, after, limit: LIMIT },
        signal,
      );
      all.push(...page.items.map((message) => ({ ...message, service })));
      if (page.next === null) break;
      after = page.next;
    }
    return all;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
}

export function useMessage(message: Recorded) {
  return useQuery({
    queryKey: ["message", message.service, message.id],
    queryFn: ({ signal }) =>
      api.get<MessageDetail>(`/api/v1/${message.service}/messages/${message.id}`, undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
