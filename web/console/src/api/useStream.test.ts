import { act, cleanup, renderHook, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { useStream } from "./useStream";

/** Answers each request with the next of these streams; they stay open. */
function answer(...texts: string[]) {
  const asked: Headers[] = [];
  vi.stubGlobal("fetch", (_: string, init: RequestInit) => {
    asked.push(new Headers(init.headers));
    const text = texts.shift() ?? "";
    const body = new ReadableStream<Uint8Array>({ start: (to) => to.enqueue(new TextEncoder().encode(text)) });
    return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
  });
  return asked;
}

describe("a followed stream", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("says that it begins, so that what happened until then is read", async () => {
    answer(": nothing yet\n\n");
    const onBegin = vi.fn();
    const { result } = renderHook(() => useStream("/stream", vi.fn(), onBegin));
    await waitFor(() => expect(result.current.state).toBe("live"));
    expect(onBegin).toHaveBeenCalledOnce();
  });

  it("does not begin again where it goes on from a place", async () => {
    const asked = answer("id: 7\ndata: a\n\n", "");
    const [onEvent, onBegin] = [vi.fn(), vi.fn()];
    const { result } = renderHook(() => useStream("/stream", onEvent, onBegin));
    await waitFor(() => expect(onEvent).toHaveBeenCalledOnce());
    act(() => result.current.toggle());
    act(() => result.current.toggle());
    await waitFor(() => expect(asked).toHaveLength(2));
    await waitFor(() => expect(result.current.state).toBe("live"));
    expect(asked[1]?.get("last-event-id")).toBe("7");
    expect(onBegin).toHaveBeenCalledOnce();
  });
});
