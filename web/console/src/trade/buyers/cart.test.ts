import { describe, expect, it } from "vitest";
import type { Offer } from "../../api/types";
import { groups, MAX_LINES, orderRequests, withQuantity, type CartLine } from "./cart";

const offer = (id: string, more: Partial<Offer> = {}): Offer => ({
  id,
  seller: "Bazaar Collective",
  sellerId: "bazaar",
  provider: "Anarkali Sweets",
  providerId: "anarkali",
  item: id,
  itemId: id,
  description: "",
  price: { units: "1050", asset: "PKR/2" },
  image: null,
  distanceKm: null,
  marketPrice: null,
  available: 10,
  maximum: null,
  category: "",
  ...more,
});

const cartOf = (...lines: [Offer, number, string?][]): CartLine[] =>
  lines.reduce<CartLine[]>((cart, [one, quantity, search = "s1"]) => withQuantity(cart, search, one, quantity), []);

describe("the cart", () => {
  it("holds a line per offer and changes it in place", () => {
    const cart = cartOf([offer("a"), 1], [offer("b"), 2], [offer("a"), 3]);
    expect(cart.map((line) => [line.offer.id, line.quantity])).toEqual([
      ["a", 3],
      ["b", 2],
    ]);
  });

  it("lets go of a line with no quantity", () => {
    expect(cartOf([offer("a"), 1], [offer("a"), 0])).toEqual([]);
    expect(cartOf([offer("a"), -4])).toEqual([]);
  });

  it("takes no more than there is", () => {
    expect(cartOf([offer("a", { available: 3 }), 7])[0]?.quantity).toBe(3);
    expect(cartOf([offer("a", { available: 0 }), 1])).toEqual([]);
  });

  it("keeps to what a shop sells at most per order, and trusts a shop that does not say", () => {
    expect(cartOf([offer("a", { maximum: 2 }), 7])[0]?.quantity).toBe(2);
    expect(cartOf([offer("a", { available: null }), 7])[0]?.quantity).toBe(7);
  });

  it("has a limit", () => {
    const full = Array.from({ length: MAX_LINES + 5 }, (_, index): [Offer, number] => [offer(`o${index}`), 1]);
    expect(cartOf(...full)).toHaveLength(MAX_LINES);
  });

  it("groups by shop, also two shops of one marketplace, and adds up each", () => {
    const dairy = { provider: "Mountain Dairy", providerId: "dairy" };
    const byShop = groups(cartOf([offer("a"), 2], [offer("m", dairy), 1], [offer("b"), 1]));
    expect(byShop.map((group) => [group.provider, group.totals[0]?.units])).toEqual([
      ["Anarkali Sweets", "3150"],
      ["Mountain Dairy", "1050"],
    ]);
  });

  it("becomes one request per search that found its offers", () => {
    const cart = cartOf([offer("a"), 2, "s1"], [offer("b"), 1, "s2"], [offer("c"), 1, "s1"]);
    expect(orderRequests(cart)).toEqual([
      {
        searchId: "s1",
        lines: [
          { offerId: "a", quantity: 2 },
          { offerId: "c", quantity: 1 },
        ],
      },
      { searchId: "s2", lines: [{ offerId: "b", quantity: 1 }] },
    ]);
  });
});
