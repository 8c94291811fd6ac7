import { describe, expect, it } from "vitest";
import { fromLocalMinute, localMinute, relative } from "./time";

const NOW = Date.parse("2026-04-11T12:00:00Z");

describe("how long ago", () => {
  it.each([
    ["2026-04-11T11:59:59Z", "now"],
    ["2026-04-11T11:59:18Z", "42 s ago"],
    ["2026-04-11T11:55:00Z", "5 min ago"],
    ["2026-04-11T09:10:00Z", "2 h ago"],
    ["2026-04-08T12:00:00Z", "3 d ago"],
    ["2026-01-01T12:00:00Z", "1 Jan 2026"],
    ["2026-04-11T12:25:00Z", "in 25 min"],
    ["nonsense", "nonsense"],
  ])("%s is %s", (at, expected) => {
    expect(relative(at, NOW)).toBe(expected);
  });
});

describe("a field for date and time", () => {
  it("shows the reader's own time, and gives UTC back", () => {
    const at = "2026-11-30T16:05:00.000Z";
    expect(fromLocalMinute(localMinute(at))).toBe(at);
    expect(new Date(localMinute(at)).getTime()).toBe(Date.parse(at));
  });

  it("is empty where there is no time", () => {
    expect(localMinute("soon")).toBe("");
    expect(fromLocalMinute("")).toBeUndefined();
  });
});
