import { describe, expect, it } from "vitest";
import { areaMapOf, deliveryText, readArea } from "./area";

describe("an area as somebody writes it", () => {
  it("is a corner in each line", () => {
    expect(readArea("31.5,74.3\n 31.6 , 74.3 \n\n31.6,74.4\n")).toEqual({
      corners: [
        [31.5, 74.3],
        [31.6, 74.3],
        [31.6, 74.4],
      ],
      flaw: null,
    });
    expect(readArea("")).toEqual({ corners: [], flaw: null });
  });

  it.each([
    ["31.5,74.3\nGulberg", "“Gulberg” is no latitude,longitude."],
    ["31.5,274.3", "“31.5,274.3” is no latitude,longitude."],
    ["31.5,74.3\n31.6,74.3", "3 corners at least."],
    ["1,1\n".repeat(201), "200 corners at most."],
  ])("says what is wrong with it", (text, flaw) => {
    expect(readArea(text).flaw).toBe(flaw);
  });
});

describe("where a shop delivers", () => {
  it.each([
    [{ radiusKm: 8, areaCodes: [], area: [] }, "Delivers within 8 km"],
    [{ radiusKm: 2.5, areaCodes: ["54660"], area: [] }, "Delivers within 2.5 km, to 54660"],
    [
      { radiusKm: 8, areaCodes: ["54660", "54000"], area: ["1,1"] },
      "Delivers within 8 km, to 2 postal codes, in its area",
    ],
  ])("is said in words", (shop, text) => {
    expect(deliveryText(shop)).toBe(text);
  });

  it("is drawn to scale, north up, with all of it in view", () => {
    const map = areaMapOf([0, 0], 10, [[0, 20 / 111.32]], 400, 200);
    expect(map.shop).toEqual({ x: 200, y: 100 });
    expect(map.radiusPx).toBeCloseTo(100);
    expect(map.corners[0]?.x).toBeCloseTo(400);
    expect(areaMapOf([0, 0], 10, [[10 / 111.32, 0]], 400, 200).corners[0]?.y).toBeCloseTo(0);
  });
});
