import { describe, expect, it } from "vitest";
import type { Order } from "../../api/types";
import { routeMapOf, scaleOf } from "./routeMap";

function order(shopGps: string | null, gps: string | null, positions: string[] = []) {
  const fulfilment = { shopGps, gps } as Order["fulfilment"];
  const delivery = { gps: "31.5200,74.3500" } as Order["delivery"];
  const timeline = positions.map((detail) => ({ at: "", what: "position", detail }));
  return { fulfilment, delivery, timeline };
}

describe("The map of an order", () => {
  it("shows nothing where only the door is known", () => {
    expect(routeMapOf(order(null, null), 400, 200, 20)).toBeNull();
    expect(routeMapOf(order("nowhere", null), 400, 200, 20)).toBeNull();
  });

  it("puts north up and east to the right, everything within the margin", () => {
    const map = routeMapOf(order("31.5300,74.3400", "31.5250,74.3450", ["31.5290,74.3410"]), 400, 200, 20);
    expect(map?.shop?.y).toBeLessThan(map?.door.y ?? 0);
    expect(map?.shop?.x).toBeLessThan(map?.door.x ?? 0);
    expect(map?.trail).toHaveLength(2);
    for (const spot of [map?.shop, map?.door, map?.rider, ...(map?.trail ?? [])]) {
      expect(spot?.x).toBeGreaterThanOrEqual(20 - 1e-9);
      expect(spot?.x).toBeLessThanOrEqual(380 + 1e-9);
      expect(spot?.y).toBeGreaterThanOrEqual(20 - 1e-9);
      expect(spot?.y).toBeLessThanOrEqual(180 + 1e-9);
    }
  });

  it("draws one kilometre as long to the north as to the east", () => {
    const map = routeMapOf(order("31.5300,74.3500", "31.5200,74.3617"), 400, 400, 20);
    const north = (map?.door.y ?? 0) - (map?.shop?.y ?? 0);
    const east = (map?.rider?.x ?? 0) - (map?.door.x ?? 0);
    expect(east / north).toBeCloseTo(1, 1);
  });

  it("measures with a round length", () => {
    expect(scaleOf(100, 120)).toBe(1);
    expect(scaleOf(100, 60)).toBe(0.5);
    expect(scaleOf(30, 100)).toBe(2);
  });
});
