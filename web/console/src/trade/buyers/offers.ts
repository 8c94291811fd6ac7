import type { Offer } from "../../api/types";

export type OfferOrder = "relevance" | "price" | "distance";

export const ORDERS = [
  { value: "relevance", label: "Best match" },
  { value: "price", label: "Lowest price" },
  { value: "distance", label: "Nearest" },
];

/** Compares by price where the assets are the same; amounts of different assets keep their order. */
function byPrice(left: Offer, right: Offer): number {
  if (left.price.asset !== right.price.asset) return 0;
  const difference = BigInt(left.price.units) - BigInt(right.price.units);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

const byDistance = (left: Offer, right: Offer): number =>
  (left.distanceKm ?? Number.POSITIVE_INFINITY) - (right.distanceKm ?? Number.POSITIVE_INFINITY);

/** The order in which the platform ranked them is its judgement of relevance; what is sold out comes last. */
export function arrange(offers: Offer[], order: OfferOrder, sellerId: string | undefined): Offer[] {
  const chosen = sellerId === undefined ? offers : offers.filter((offer) => offer.sellerId === sellerId);
  const sorted =
    order === "price" ? chosen.toSorted(byPrice) : order === "distance" ? chosen.toSorted(byDistance) : chosen;
  const isSoldOut = (offer: Offer) => offer.available !== null && offer.available <= 0;
  return [...sorted.filter((offer) => !isSoldOut(offer)), ...sorted.filter(isSoldOut)];
}
