import { useCallback, useEffect, useRef, useState } from "react";
import { openStream, type StreamEvent, type StreamState } from "./sse";

interface Live {
  state: StreamState;
  paused: boolean;
  toggle: () => void;
}

/** Follows a stream while the component is shown. Pausing keeps the place; resuming continues from it. */
export function useStream(url: string | null, onEvent: (event: StreamEvent) => void): Live {
  const [state, setState] = useState<StreamState>("connecting");
  const [paused, setPaused] = useState(false);
  const lastEventId = useRef({ url, id: "" });
  const handler = useRef(onEvent);
  useEffect(() => {
    handler.current = onEvent;
  });

  useEffect(() => {
    if (url === null || paused) return;
    if (lastEventId.current.url !== url) lastEventId.current = { url, id: "" };
    const place = lastEventId.current;
    const stream = openStream(url, {
      lastEventId: place.id,
      onState: setState,
      onEvent: (event) => {
        place.id = event.id;
        handler.current(event);
      },
    });
    return () => stream.close();
  }, [url, paused]);

  const toggle = useCallback(() => setPaused((was) => !was), []);
  return { state: paused ? "paused" : state, paused, toggle };
}
