import { useCallback, useEffect, useRef, useState } from "react";
import { openStream, type StreamEvent, type StreamState } from "./sse";

interface Live {
  state: StreamState;
  paused: boolean;
  toggle: () => void;
}

/**
 * Follows a stream while the component is shown. Pausing keeps the place; resuming continues from it.
 * @param onBegin Called when the stream is open and has no place to go on from: it tells nothing of what happened
 * since the page read what it shows, so that is to be read again.
 */
export function useStream(url: string | null, onEvent: (event: StreamEvent) => void, onBegin?: () => void): Live {
  const [state, setState] = useState<StreamState>("connecting");
  const [paused, setPaused] = useState(false);
  const lastEventId = useRef({ url, id: "" });
  const handlers = useRef({ onEvent, onBegin });
  useEffect(() => {
    handlers.current = { onEvent, onBegin };
  });

  useEffect(() => {
    if (url === null || paused) return;
    if (lastEventId.current.url !== url) lastEventId.current = { url, id: "" };
    const place = lastEventId.current;
    const stream = openStream(url, {
      lastEventId: place.id,
      onState: (now) => {
        setState(now);
        if (now === "live" && place.id === "") handlers.current.onBegin?.();
      },
      onEvent: (event) => {
        place.id = event.id;
        handlers.current.onEvent(event);
      },
    });
    return () => stream.close();
  }, [url, paused]);

  const toggle = useCallback(() => setPaused((was) => !was), []);
  return { state: paused ? "paused" : state, paused, toggle };
}
