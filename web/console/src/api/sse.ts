/**
 * Server-sent events over fetch. The browser's own EventSource cannot say where to resume once it was closed,
 * and a console that can be paused must: what happened meanwhile is not lost.
 */

export interface StreamEvent {
  id: string;
  event: string;
  data: string;
}

export type StreamState = "connecting" | "live" | "paused" | "waiting";

/** Cuts a byte stream into events as the HTML standard says; keep one per connection. */
export class EventParser {
  lastEventId: string;
  retryMs: number | null = null;
  private buffer = "";
  private event = "";
  private data: string[] = [];

  constructor(lastEventId = "") {
    this.lastEventId = lastEventId;
  }

  push(chunk: string): StreamEvent[] {
    this.buffer += chunk;
    const events: StreamEvent[] = [];
    for (;;) {
      const match = /\r\n|\n|\r(?!$)/.exec(this.buffer);
      if (!match) return events;
      const line = this.buffer.slice(0, match.index);
      this.buffer = this.buffer.slice(match.index + match[0].length);
      const event = this.line(line);
      if (event) events.push(event);
    }
  }

  private line(line: string): StreamEvent | null {
    if (line === "") {
      const data = this.data;
      const event = this.event;
      this.data = [];
      this.event = "";
      if (data.length === 0) return null;
      return { id: this.lastEventId, event: event === "" ? "message" : event, data: data.join("\n") };
    }
    const colon = line.indexOf(":");
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.data.push(value);
    else if (field === "event") this.event = value;
    else if (field === "id" && !value.includes("\0")) this.lastEventId = value;
    else if (field === "retry" && /^\d+$/.test(value)) this.retryMs = Number(value);
    return null;
  }
}

/** Seconds between attempts: 1, 2, 4 … at most 30, each with a quarter of spread. */
export function backoffMs(attempt: number, spread: number): number {
  const base = Math.min(30_000, 1000 * 2 ** Math.min(attempt, 5));
  return Math.round(base * (0.875 + 0.25 * spread));
}

interface StreamOptions {
  lastEventId?: string;
  onEvent: (event: StreamEvent) => void;
  onState?: (state: StreamState) => void;
  fetch?: typeof fetch;
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Stream {
  close: () => void;
  lastEventId: () => string;
}

const RESUMABLE = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Follows a stream until closed: reconnects where it stopped, gives up only when it is told to go away. */
export function openStream(url: string, options: StreamOptions): Stream {
  const abort = new AbortController();
  const ask = options.fetch ?? fetch.bind(globalThis);
  const wait = options.wait ?? sleep;
  let lastEventId = options.lastEventId ?? "";

  const isClosed = () => abort.signal.aborted;

  async function connect(): Promise<number | null> {
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (lastEventId !== "") headers["last-event-id"] = lastEventId;
    const response = await ask(url, {
      headers,
      signal: abort.signal,
      credentials: "same-origin",
      cache: "no-store",
    });
    if (response.status === 204) throw new StreamEnded();
    if (!response.ok || !response.body) {
      if (RESUMABLE.has(response.status)) return null;
      throw new StreamEnded();
    }
    options.onState?.("live");
    const parser = new EventParser(lastEventId);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return parser.retryMs ?? 0;
      for (const event of parser.push(value)) {
        lastEventId = event.id;
        options.onEvent(event);
      }
    }
  }

  async function follow(): Promise<void> {
    for (let attempt = 0; !isClosed(); attempt++) {
      options.onState?.("connecting");
      let retryMs: number | null = null;
      try {
        retryMs = await connect();
        if (retryMs !== null) attempt = 0;
      } catch (error) {
        if (error instanceof StreamEnded) break;
      }
      if (isClosed()) return;
      options.onState?.("waiting");
      await wait(retryMs !== null && retryMs > 0 ? retryMs : backoffMs(attempt, Math.random()), abort.signal);
    }
    if (!isClosed()) options.onState?.("paused");
  }

  void follow();
  return { close: () => abort.abort(), lastEventId: () => lastEventId };
}

class StreamEnded extends Error {}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
