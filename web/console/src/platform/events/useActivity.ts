import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { api } from "../../api/client";
import type { StreamEvent } from "../../api/sse";
import { useStream } from "../../api/useStream";
import type { EventEntry, Page } from "../../api/types";
import { mergeEvents } from "./describe";

/** The latest events, kept current by the stream. */
export function useActivity(max: number, topic?: string) {
  const [fresh, setFresh] = useState<EventEntry[]>([]);
  const first = useQuery({
    queryKey: ["activity", topic ?? "", max],
    queryFn: ({ signal }) => api.get<Page<EventEntry>>("/api/v1/events", { limit: max, type: topic }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const onEvent = useCallback(
    (event: StreamEvent) => {
      const entry = parse(event);
      if (entry !== null) setFresh((before) => mergeEvents(before, [entry], max));
    },
    [max],
  );
  const query = topic === undefined ? "" : `?topic=${encodeURIComponent(topic)}`;
  const live = useStream(
    first.data === undefined ? null : `/api/v1/events/stream${query}`,
    onEvent,
    () => void first.refetch(),
  );
  const entries = useMemo(() => mergeEvents(first.data?.items ?? [], fresh, max), [first.data, fresh, max]);
  return { entries, live, error: first.error, isLoading: first.isLoading, refetch: first.refetch };
}

function parse(event: StreamEvent): EventEntry | null {
  try {
    const entry = JSON.parse(event.data) as EventEntry;
    return typeof entry.id === "string" && typeof entry.type === "string" ? entry : null;
  } catch {
    return null;
  }
}
