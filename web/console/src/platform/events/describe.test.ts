import { describe, expect, it } from "vitest";
import type { EventEntry } from "../../api/types";
import { buckets, describe as describeEvent, mergeEvents, toneOfEvent, transactionOf, spanOf } from "./describe";

const entry = (id: string, at: string): EventEntry => ({
  id,
  at,
  type: "a.b.c.v1",
  service: "a.b",
  subject: "",
  correlationId: null,
  data: null,
});

describe("an event's type", () => {
  it("becomes words", () => {
    expect(describeEvent("trade.buyers.order_confirmed.v1")).toEqual({
      area: "trade",
      service: "buyers",
      what: "Order confirmed",
    });
    expect(describeEvent("settle.ledger.posted.v1").what).toBe("Posted");
    expect(describeEvent("odd").what).toBe("Odd");
  });

  it("tells good news from bad", () => {
    expect(toneOfEvent("trade.buyers.order_cancelled.v1")).toBe("bad");
    expect(toneOfEvent("trade.buyers.order_delivered.v1")).toBe("good");
    expect(toneOfEvent("trade.routing.search_routed.v1")).toBe("quiet");
  });
});

describe("an event's transaction", () => {
  const id = "0198a000-0000-7000-8000-000000000001";
  const of = (changes: Partial<EventEntry>) => transactionOf({ ...entry("1", ""), ...changes });

  it("is what it correlates with, unless that is a trace", () => {
    expect(of({ correlationId: id, data: { transactionId: "another" } })).toBe(id);
    expect(of({ correlationId: id.replaceAll("-", "") })).toBeNull();
    expect(of({})).toBeNull();
  });

  it("is else what trade says, not what the ledger calls so", () => {
    expect(of({ type: "trade.buyers.order_placed.v1", data: { transactionId: id } })).toBe(id);
    expect(of({ type: "settle.ledger.posted.v1", data: { transactionId: id } })).toBeNull();
    expect(of({ type: "trade.buyers.order_placed.v1", data: { transactionId: 7 } })).toBeNull();
  });
});

describe("the stream of events", () => {
  it("shows each once, the newest first, and forgets the oldest", () => {
    const seen = [entry("2", "2026-04-11T12:00:02Z"), entry("1", "2026-04-11T12:00:01Z")];
    const merged = mergeEvents(seen, [entry("3", "2026-04-11T12:00:03Z"), entry("2", "2026-04-11T12:00:02Z")], 2);
    expect(merged.map((one) => one.id)).toEqual(["3", "2"]);
  });

  it("stays the same list where nothing is new", () => {
    const seen = [entry("1", "2026-04-11T12:00:01Z")];
    expect(mergeEvents(seen, seen, 5)).toBe(seen);
  });

  it("is counted per span, the current one last", () => {
    const now = Date.parse("2026-04-11T12:00:00Z");
    const times = ["2026-04-11T11:59:59Z", "2026-04-11T11:59:30Z", "2026-04-11T11:58:10Z", "2026-04-11T10:00:00Z"];
    expect(buckets(times, now, 60_000, 3)).toEqual([0, 1, 2]);
  });
});

describe("an event's id", () => {
  it("says about when it happened", () => {
    expect(spanOf("01a22d5b-9f35-7569-a738-6fc751acb0ed")).toEqual({
      from: "2026-11-30T16:47:28.981Z",
      to: "2026-11-30T16:49:28.981Z",
    });
  });
});
