import { describe, expect, it } from "vitest";
import type { RoutingRule } from "../../api/types";
import { conditionText, draftOf, effectText, formOf, mistakesOf } from "./rules";

const RULE: RoutingRule = {
  id: "01",
  rank: 20,
  name: "Milk from nearby",
  isEnabled: true,
  conditions: { word: "milk", nearGps: "31.52,74.35", withinKm: 5 },
  effect: { verb: "Weigh", sellers: ["corner-pantry.example"], weight: 2.5, atMost: null },
  version: 3,
  changedAt: "2026-04-11T08:00:00Z",
};

describe("A routing rule", () => {
  it("is told in words", () => {
    expect(conditionText(RULE.conditions)).toBe("searches for “milk”, within 5 km of 31.52,74.35");
    expect(effectText(RULE.effect)).toBe("corner-pantry.example × 2.5");
    expect(conditionText({})).toBe("every search");
    expect(effectText({ verb: "Limit", sellers: [], weight: 1, atMost: 3 })).toBe("at most 3 sellers");
  });

  it("comes out of the form as it went in", () => {
    const { name, rank, isEnabled, effect } = RULE;
    const draft = draftOf(formOf(RULE, 99), RULE);
    expect(draft).toMatchObject({ name, rank, isEnabled, effect, conditions: RULE.conditions });
  });

  it("keeps conditions that the form does not know", () => {
    const newer = { ...RULE, conditions: { ...RULE.conditions, weekday: "Friday" } };
    expect(draftOf(formOf(newer, 99), newer).conditions).toMatchObject({ weekday: "Friday" });
    expect(conditionText(newer.conditions)).toContain("with weekday Friday");
  });

  it("is refused in the form for what the platform would refuse", () => {
    const empty = formOf(null, 10);
    expect(Object.keys(mistakesOf({ ...empty, verb: "Only" })).toSorted()).toEqual(["name", "sellers"]);
    expect(mistakesOf({ ...empty, name: "x", nearGps: "Lahore", withinKm: "5" })).toHaveProperty("nearGps");
    expect(mistakesOf({ ...empty, name: "x", nearGps: "31.5,74.3" })).toHaveProperty("withinKm");
    expect(mistakesOf({ ...empty, name: "x", verb: "Limit", atMost: "0" })).toHaveProperty("atMost");
    expect(mistakesOf({ ...empty, name: "x", verb: "Weigh", weight: "101" })).toHaveProperty("weight");
    expect(mistakesOf({ ...empty, name: "x", sellers: ["a"] })).toEqual({});
  });
});
