import { describe, expect, it } from "vitest";
import type { SignatureKey } from "../../api/types";
import { mayRevoke, mayRotate, PURPOSE, stateText } from "./keys";

const inState = (state: SignatureKey["state"]): SignatureKey => ({
  ...{ id: "k", owner: "platform", purpose: "invoices", algorithm: "ES256", version: 1, state, revokedAt: null },
  ...{ publishedAt: "", signsFrom: "", signsUntil: "", verifiesUntil: "" },
});

describe("a signing key", () => {
  it("is rotated in its turn, and revoked until its time is over", () => {
    const states = ["Published", "Signs", "Retired", "Gone", "Revoked"] as const;
    expect(states.filter((state) => mayRotate(inState(state)))).toEqual(["Signs"]);
    expect(states.filter((state) => mayRevoke(inState(state)))).toEqual(["Published", "Signs", "Retired"]);
    expect(new Set(states.map((state) => stateText(inState(state)))).size).toBe(5);
  });

  it("has a purpose in small letters", () => {
    expect(PURPOSE.test("invoices.v2")).toBe(true);
    expect(PURPOSE.test("Invoices")).toBe(false);
    expect(PURPOSE.test("")).toBe(false);
  });
});
