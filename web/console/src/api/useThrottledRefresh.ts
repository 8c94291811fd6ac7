import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { useStream } from "./useStream";

const PAUSE_MS = 2_000;

/** Reads a list anew when the stream begins or says that something happened, at most every two seconds. */
export function useThrottledRefresh(url: string | null, key: QueryKey) {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wanted = useRef(key);
  useEffect(() => {
    wanted.current = key;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  const onEvent = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: wanted.current });
    }, PAUSE_MS);
  }, [client]);
  return useStream(url, onEvent, onEvent);
}
