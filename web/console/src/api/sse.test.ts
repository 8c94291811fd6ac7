import { describe, expect, it } from "vitest";
import { backoffMs, EventParser, openStream, type StreamEvent, type StreamState } from "./sse";

describe("the parser of events", () => {
  it("puts together what arrives in pieces", () => {
    const parser = new EventParser();
    expect(parser.push("id: 7\nevent: or")).toEqual([]);
    expect(parser.push('der\ndata: {"a":')).toEqual([]);
    expect(parser.push("1}\n")).toEqual([]);
    expect(parser.push("\n")).toEqual([{ id: "7", event: "order", data: '{"a":1}' }]);
  });

  it("joins several data lines and understands every kind of line end", () => {
    const events = new EventParser().push("data: one\r\ndata: two\r\n\r\ndata:three\n\n");
    expect(events.map((event) => event.data)).toEqual(["one\ntwo", "three"]);
  });

  it("ignores comments, and events without data", () => {
    expect(new EventParser().push(": ping\n\nevent: nothing\n\n")).toEqual([]);
  });

  it("remembers the last id for events that have none", () => {
    const events = new EventParser("3").push("data: a\n\nid: 4\ndata: b\n\ndata: c\n\n");
    expect(events.map((event) => event.id)).toEqual(["3", "4", "4"]);
  });

  it("does not take a lone carriage return at the end for a whole line end", () => {
    const parser = new EventParser();
    expect(parser.push("data: a\r")).toEqual([]);
    expect(parser.push("\n\r\n")).toEqual([{ id: "", event: "message", data: "a" }]);
  });
});

describe("the wait between attempts", () => {
  it("doubles up to half a minute", () => {
    expect([0, 1, 2, 3, 9].map((attempt) => backoffMs(attempt, 0.5))).toEqual([1000, 2000, 4000, 8000, 30_000]);
  });
});

function response(text: string, status = 200): Response {
  return new Response(status === 204 ? null : text, { status });
}

/** Runs a stream over the given answers; the last one ends it. */
async function run(answers: Response[], lastEventId?: string) {
  const asked: (string | null)[] = [];
  const events: StreamEvent[] = [];
  const states: StreamState[] = [];
  const waits: number[] = [];
  await new Promise<void>((done) => {
    openStream("/stream", {
      ...(lastEventId === undefined ? {} : { lastEventId }),
      fetch: (_, init) => {
        asked.push(new Headers(init?.headers).get("last-event-id"));
        const answer = answers.shift();
        return answer ? Promise.resolve(answer) : Promise.reject(new TypeError("network"));
      },
      wait: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
      onEvent: (event) => events.push(event),
      onState: (state) => {
        states.push(state);
        if (state === "paused") done();
      },
    });
  });
  return { asked, events, states, waits };
}

describe("a stream", () => {
  it("resumes behind the last event it saw", async () => {
    const { asked, events } = await run([
      response("id: 1\ndata: a\n\nid: 2\ndata: b\n\n"),
      response("id: 3\ndata: c\n\n"),
      response("", 204),
    ]);
    expect(asked).toEqual([null, "2", "3"]);
    expect(events.map((event) => event.data)).toEqual(["a", "b", "c"]);
  });

  it("starts where a paused one stopped", async () => {
    const { asked } = await run([response("", 204)], "41");
    expect(asked).toEqual(["41"]);
  });

  it("tries again after an error of the server and waits longer each time", async () => {
    const { states, waits } = await run([response("", 503), response("", 503), response("", 204)]);
    expect(states).toEqual(["connecting", "waiting", "connecting", "waiting", "connecting", "paused"]);
    expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
  });

  it("waits as long as the server asks for", async () => {
    const { waits } = await run([response("retry: 250\ndata: a\n\n"), response("", 204)]);
    expect(waits).toEqual([250]);
  });

  it("gives up where it is refused", async () => {
    const { asked } = await run([response("", 403), response("data: never\n\n")]);
    expect(asked).toHaveLength(1);
  });
});
