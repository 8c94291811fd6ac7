import { describe, expect, it } from "vitest";
import { safeReturn } from "../platform/identity/SignInPage";
import { looksLikeId, matches } from "./palette";

describe("the palette", () => {
  it("finds words by their beginnings, in any order", () => {
    expect(matches("dead l", "Dead letters dlq redrive")).toBe(true);
    expect(matches("l dead", "Dead letters")).toBe(true);
    expect(matches("etters", "Dead letters")).toBe(false);
    expect(matches("", "anything")).toBe(true);
  });

  it("knows an id when it is pasted", () => {
    expect(looksLikeId("01a1f8d3-e101-7812-8144-0123456789ab")).toBe(true);
    expect(looksLikeId("4bf92f3577b34da6a3ce929d0e0e4736")).toBe(true);
    expect(looksLikeId("biscuits")).toBe(false);
  });
});

describe("the way back after sign-in", () => {
  it.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/sign-in?from=/x"])(
    "does not lead to %s",
    (from) => {
      expect(safeReturn(from)).toBe("/");
    },
  );

  it("leads to where one was", () => {
    expect(safeReturn("/trade/messages?transactionId=1")).toBe("/trade/messages?transactionId=1");
  });
});
