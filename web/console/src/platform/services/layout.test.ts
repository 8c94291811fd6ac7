import { describe, expect, it } from "vitest";
import { draw, NODE_HEIGHT, NODE_WIDTH, type Node, type Picture } from "./layout";

const node = (name: string, ...needs: string[]): Node => ({ name, needs: needs.map((service) => ({ service })) });
const placeOf = (picture: Picture, name: string) => picture.places.find((place) => place.name === name)!;

const PLATFORM: Node[] = [
  node("platform.events", "platform.identity"),
  node("platform.identity"),
  node("settle.ledger", "platform.identity"),
  node("trade.buyers", "trade.registry", "platform.identity"),
  node("trade.payments", "settle.ledger", "trade.registry", "platform.identity"),
  node("trade.registry", "platform.identity"),
];

describe("draw", () => {
  it("puts areas that need others left of those that are needed", () => {
    const picture = draw(PLATFORM);
    expect(picture.areas.map(({ name }) => name)).toEqual(["trade", "settle", "platform"]);
    for (const { from, to } of picture.routes) expect(placeOf(picture, from).x).toBeLessThan(placeOf(picture, to).x);
  });

  it("lets no two services overlap, and none leave the picture", () => {
    const { places, width, height } = draw(PLATFORM);
    places.forEach((one, index) => {
      expect(one.x + NODE_WIDTH).toBeLessThanOrEqual(width);
      expect(one.y + NODE_HEIGHT / 2).toBeLessThanOrEqual(height);
      for (const other of places.slice(index + 1)) {
        expect(one.x !== other.x || Math.abs(one.y - other.y) >= NODE_HEIGHT).toBe(true);
      }
    });
  });

  it("leads an arrow past the services of the columns between", () => {
    const picture = draw(PLATFORM);
    const registry = placeOf(picture, "trade.registry");
    const path = picture.routes.find(({ from, to }) => from === "trade.payments" && to === "settle.ledger")!.path;
    const lane = Number(/ ([\d.]+)H/.exec(path)?.[1]);
    expect(Math.abs(lane - registry.y)).toBeGreaterThan(NODE_HEIGHT / 2);
  });

  it("draws circles and arrows to unknown services without hanging", () => {
    const picture = draw([node("a.x", "a.y", "gone.away"), node("a.y", "a.x"), node("b.z", "b.z")]);
    expect(picture.routes.map(({ from, to }) => `${from} ${to}`)).toEqual(["a.x a.y", "a.y a.x", "b.z b.z"]);
    expect(picture.routes.every(({ path }) => !path.includes("NaN"))).toBe(true);
    expect(draw([]).places).toEqual([]);
  });

  it("is the same whatever the order it is told in", () => {
    const sorted = (picture: Picture) => picture.places.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(sorted(draw(PLATFORM.toReversed()))).toEqual(sorted(draw(PLATFORM)));
  });
});
