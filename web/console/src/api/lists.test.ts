import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, renderHook, waitFor } from "@testing-library/react";
import { createElement, type ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { useRows } from "./lists";

const PATH = "/api/v1/signatures/clients";

/** Pages of one row each; a status other than 200 is a refusal. */
function answerPages(names: readonly string[], statusOf: (index: number) => number = () => 200) {
  const asked: (string | null)[] = [];
  vi.stubGlobal("fetch", (path: string) => {
    const after = new URL(path, "http://console").searchParams.get("after");
    asked.push(after);
    const index = after === null ? 0 : names.indexOf(after) + 1;
    const next = index + 1 < names.length ? names[index] : null;
    return Promise.resolve(Response.json({ items: [{ name: names[index] }], next }, { status: statusOf(index) }));
  });
  return asked;
}

function renderRows(fits: string) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => createElement(QueryClientProvider, { client }, children);
  return renderHook(() => useRows<{ name: string }>(PATH, {}, { keep: (row) => row.name === fits }), { wrapper })
    .result;
}

describe("a list of which only some rows are kept", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("goes on until there is a row to show, and no further", async () => {
    const asked = answerPages(["one", "two", "three", "four"]);
    const list = renderRows("three");
    await waitFor(() => expect(list.current.rows).toEqual([{ name: "three" }]));
    expect(list.current).toMatchObject({ isLoading: false, hasMore: true });
    expect(asked).toEqual([null, "one", "two"]);
  });

  it("is empty once all pages were seen, and loads until then", async () => {
    const asked = answerPages(["one", "two"]);
    const list = renderRows("three");
    expect(list.current.isLoading).toBe(true);
    await waitFor(() => expect(list.current).toMatchObject({ rows: [], isLoading: false, hasMore: false }));
    expect(asked).toEqual([null, "one"]);
  });

  it("stops where a page is refused", async () => {
    const asked = answerPages(["one", "two", "three"], (index) => (index === 1 ? 503 : 200));
    const list = renderRows("three");
    await waitFor(() => expect(list.current.error).not.toBeNull());
    expect(list.current.isLoading).toBe(false);
    expect(asked).toEqual([null, "one"]);
  });
});
