import type { Order } from "../../api/types";
import { flatten, parseGps, type Place, type Spot } from "../gps";

export interface RouteMap {
  shop: Spot | null;
  door: Spot;
  rider: Spot | null;
  /** Where the rider was, oldest first, up to where they are. */
  trail: Spot[];
  /** Pixels of one kilometre. */
  kmPx: number;
}

const PICKED_UP = "Order-picked-up";
const LEAST_SPAN_KM = 0.4;

/**
 * Shop, door and rider as they lie to each other, drawn to scale: north is up. Null where nothing but the door is known.
 */
export function routeMapOf(
  order: Pick<Order, "fulfilment" | "delivery" | "timeline">,
  width: number,
  height: number,
  margin: number,
): RouteMap | null {
  const door = parseGps(order.delivery.gps);
  const shop = order.fulfilment.shopGps === null ? null : parseGps(order.fulfilment.shopGps);
  const rider = order.fulfilment.gps === null ? null : parseGps(order.fulfilment.gps);
  if (door === null || (shop === null && rider === null)) return null;
  // The way of the goods: how the rider came to the shop is over once they are picked up.
  const pickedUp = order.timeline.findLastIndex((entry) => entry.what === PICKED_UP);
  const trail = order.timeline
    .slice(pickedUp + 1)
    .filter((entry) => entry.what === "position")
    .map((entry) => parseGps(entry.detail ?? ""))
    .filter((at) => at !== null);
  if (shop !== null && pickedUp >= 0) trail.unshift(shop);
  if (rider !== null) trail.push(rider);

  const km = flatten(door);
  const all = [door, ...(shop ? [shop] : []), ...trail].map(km);
  const [left, right] = [Math.min(...all.map((spot) => spot.x)), Math.max(...all.map((spot) => spot.x))];
  const [top, bottom] = [Math.min(...all.map((spot) => spot.y)), Math.max(...all.map((spot) => spot.y))];
  const kmPx = Math.min(
    (width - 2 * margin) / Math.max(right - left, LEAST_SPAN_KM),
    (height - 2 * margin) / Math.max(bottom - top, LEAST_SPAN_KM),
  );
  const place = (at: Place): Spot => {
    const spot = km(at);
    return {
      x: width / 2 + (spot.x - (left + right) / 2) * kmPx,
      y: height / 2 + (spot.y - (top + bottom) / 2) * kmPx,
    };
  };
  return {
    shop: shop && place(shop),
    door: place(door),
    rider: rider && place(rider),
    trail: trail.map(place),
    kmPx,
  };
}

/** A round length for the scale bar that fits into `maxPx`: 0.1, 0.2, 0.5, 1, 2, 5 ... km. */
export function scaleOf(kmPx: number, maxPx: number): number {
  const most = maxPx / kmPx;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [5, 2, 1].find((factor) => factor * power <= most) ?? 1;
  return step * power;
}
