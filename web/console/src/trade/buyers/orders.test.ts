import { describe, expect, it } from "vitest";
import type { Offer, Order } from "../../api/types";
import { checkDelivery } from "./delivery";
import { arrange } from "./offers";
import { nextStep, phaseOf } from "./placing";
import { progressOf } from "./progress";

const order = (state: string, actions: Order["actions"] = [], quoted = true): Order => ({
  id: "o",
  transactionId: "t",
  state,
  seller: "",
  provider: "",
  createdAt: "",
  updatedAt: "",
  lines: [],
  quote: quoted ? { price: { units: "1", asset: "PKR/2" }, breakup: [] } : null,
  payment: null,
  fulfilment: null,
  delivery: null,
  rating: null,
  support: null,
  timeline: [],
  actions,
});

describe("placing an order", () => {
  it("waits for the quote, then initialises, then confirms", () => {
    expect(phaseOf(order("selected", [], false))).toBe("asking");
    expect(nextStep(order("quoted", ["init"]))).toBe("init");
    expect(nextStep(order("initialized", ["confirm"]))).toBe("confirm");
    expect(phaseOf(order("created", ["cancel", "status"]))).toBe("quoted");
    expect(phaseOf(order("accepted", ["cancel"]))).toBe("placed");
  });

  it("knows an order that came to nothing", () => {
    expect(phaseOf(order("failed"))).toBe("failed");
    expect(phaseOf(order("cancelled"))).toBe("failed");
  });
});

describe("the progress of an order", () => {
  it.each([
    ["created", 0],
    ["OUT_FOR_DELIVERY", 4],
    ["outForDelivery", 4],
    ["delivered", 5],
  ])("%s is step %i", (state, reached) => {
    expect(progressOf({ state })?.reached).toBe(reached);
  });

  it("is not drawn for an order that left the path", () => {
    expect(progressOf({ state: "cancelled" })).toBeNull();
  });
});

describe("offers", () => {
  const offer = (id: string, units: string, distanceKm: number | null, available = 1) =>
    ({ id, sellerId: id, price: { units, asset: "PKR/2" }, distanceKm, available }) as Offer;
  const offers = [offer("a", "900", 3), offer("b", "10000", 1), offer("c", "100", null), offer("d", "1", 2, 0)];
  const ids = (list: Offer[]) => list.map((one) => one.id).join("");

  it("are compared as numbers, not as text, and what is sold out comes last", () => {
    expect(ids(arrange(offers, "price", undefined))).toBe("cabd");
  });

  it("of unknown distance come behind those that are near", () => {
    expect(ids(arrange(offers, "distance", undefined))).toBe("bacd");
  });

  it("keep the platform's order where no other is asked for, and can be of one seller alone", () => {
    expect(ids(arrange(offers, "relevance", undefined))).toBe("abcd");
    expect(ids(arrange(offers, "relevance", "b"))).toBe("b");
  });
});

describe("the delivery form", () => {
  const good = {
    name: "A",
    phone: "+92 300 1234567",
    email: "a@b.pk",
    address: "House 1",
    city: "",
    areaCode: "54660",
    gps: "",
  };

  it("accepts a whole address", () => {
    expect(checkDelivery(good)).toEqual({});
  });

  it("says what is missing, field by field", () => {
    const errors = checkDelivery({ ...good, phone: "12", email: "a@b", areaCode: "x" });
    expect(Object.keys(errors)).toEqual(["phone", "email", "areaCode"]);
  });
});
