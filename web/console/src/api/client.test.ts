import { afterEach, describe, expect, it, vi } from "vitest";
import { api, ApiError, asProblem, withQuery } from "./client";

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: unknown, type = "application/json") {
  const calls: [string, RequestInit][] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    calls.push([url, init]);
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "content-type": type } }));
  });
  return calls;
}

describe("the client", () => {
  it("leaves out filters that are empty", () => {
    expect(withQuery("/a", { text: "", after: null, limit: 5, on: false })).toBe("/a?limit=5&on=false");
  });

  it("gives every POST a key and proves that a page sent it", async () => {
    const calls = answer(202, { id: "x" });
    await api.post("/api/v1/payments/top-ups", { amount: { units: "1", asset: "PKR/2" } });
    await api.post("/api/v1/payments/top-ups", { amount: { units: "1", asset: "PKR/2" } });
    const keys = calls.map(([, init]) => new Headers(init.headers).get("idempotency-key"));
    expect(keys[0]).toMatch(/^[0-9a-f-]{32,36}$/);
    expect(keys[0]).not.toBe(keys[1]);
    expect(new Headers(calls[0]?.[1].headers).get("x-skylink-request")).toBe("1");
  });

  it("repeats a step under the key that it is given", async () => {
    const calls = answer(202, {});
    await api.post("/api/v1/buyers/orders/1/confirm", {}, { idempotencyKey: "order-1-init" });
    expect(new Headers(calls[0]?.[1].headers).get("idempotency-key")).toBe("order-1-init");
  });

  it("sends neither with a GET", async () => {
    const calls = answer(200, {});
    await api.get("/api/v1/buyers/orders");
    expect([...new Headers(calls[0]?.[1].headers).keys()]).toEqual(["accept"]);
  });

  it("hands over a problem with its code and correlation id", async () => {
    answer(409, { title: "No", status: 409, code: "buyers.too_late", traceId: "abc" }, "application/problem+json");
    const error = await api.post("/api/v1/buyers/orders/1/confirm").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(asProblem(error)).toMatchObject({ code: "buyers.too_late", traceId: "abc", status: 409 });
  });

  it("says that the platform cannot be reached when nothing answers", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed to fetch")));
    const error = await api.get("/api/v1/buyers/orders").catch((thrown: unknown) => thrown);
    expect(asProblem(error).code).toBe("console.unreachable");
  });

  it("does not fall over an error that is no JSON", async () => {
    vi.stubGlobal("fetch", () =>
      Promise.resolve(new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "content-type": "text/html" } })),
    );
    const error = await api.get("/api/v1/buyers/orders").catch((thrown: unknown) => thrown);
    expect(asProblem(error).status).toBe(502);
  });
});
