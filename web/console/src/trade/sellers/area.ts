import { flatten, parseGps, type Place, type Spot } from "../gps";

export const CORNERS_MIN = 3;
export const CORNERS_MAX = 200;

/** An area as somebody writes it, a corner in each line. */
export interface DrawnArea {
  corners: Place[];
  /** What keeps it from being one; null where it is, or where there is none. */
  flaw: string | null;
}

export function readArea(text: string): DrawnArea {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const corners: Place[] = [];
  for (const line of lines) {
    const corner = parseGps(line);
    if (corner === null) return { corners, flaw: `“${line.trim()}” is no latitude,longitude.` };
    corners.push(corner);
  }
  if (corners.length > CORNERS_MAX) return { corners, flaw: `${CORNERS_MAX} corners at most.` };
  if (corners.length > 0 && corners.length < CORNERS_MIN) return { corners, flaw: `${CORNERS_MIN} corners at least.` };
  return { corners, flaw: null };
}

/** What is delivered to, in words. */
export function deliveryText(shop: {
  radiusKm: number;
  areaCodes: readonly string[];
  area: readonly string[];
}): string {
  const codes = shop.areaCodes.length;
  return [
    `Delivers within ${shop.radiusKm} km`,
    ...(codes > 0 ? [codes === 1 ? `to ${shop.areaCodes[0] ?? ""}` : `to ${codes} postal codes`] : []),
    ...(shop.area.length > 0 ? ["in its area"] : []),
  ].join(", ");
}

export interface AreaMap {
  shop: Spot;
  radiusPx: number;
  corners: Spot[];
}

/** Shop, circle and area to scale, as large as fits. */
export function areaMapOf(
  shop: Place,
  radiusKm: number,
  corners: readonly Place[],
  width: number,
  height: number,
): AreaMap {
  const km = flatten(shop);
  const centre = km(shop);
  const spots = corners.map(km).map(({ x, y }) => ({ x: x - centre.x, y: y - centre.y }));
  const [wide, high] = [
    Math.max(radiusKm, ...spots.map(({ x }) => Math.abs(x))),
    Math.max(radiusKm, ...spots.map(({ y }) => Math.abs(y))),
  ];
  const kmPx = Math.min(width / 2 / wide, height / 2 / high);
  const place = ({ x, y }: Spot): Spot => ({ x: width / 2 + x * kmPx, y: height / 2 + y * kmPx });
  return { shop: place({ x: 0, y: 0 }), radiusPx: radiusKm * kmPx, corners: spots.map(place) };
}
