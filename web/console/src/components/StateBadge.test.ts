import { describe, expect, it } from "vitest";
import { stateLabel, toneOf } from "./StateBadge";

describe("a state", () => {
  it.each(["out-for-delivery", "outForDelivery", "OUT_FOR_DELIVERY", "Out-for-delivery"])(
    "%s reads the same",
    (state) => {
      expect(stateLabel(state)).toBe("Out for delivery");
      expect(toneOf(state)).toBe("info");
    },
  );

  it("that nobody foresaw is shown without an opinion", () => {
    expect(toneOf("levitating")).toBe("quiet");
    expect(stateLabel("levitating")).toBe("Levitating");
  });
});
