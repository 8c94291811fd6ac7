import { describe, expect, it } from "vitest";
import type { Offer, Order } from "../../api/types";
import { checkDelivery } from "./delivery";
import { arrange } from "./offers";
import { distanceKm } from "../gps";
import { webAddress } from "./places";
import { confirmKey, isDeclined, phaseOf } from "./placing";
import { progressOf } from "./progress";

const order = (state: Order["state"], more: Partial<Order> = {}): Order => ({
  id: "o",
  transactionId: "t",
  state,
  seller: "",
  sellerId: "",
  providerId: "",
  createdAt: "",
  updatedAt: "2026-04-11T12:00:00Z",
  lines: [],
  quote: null,
  payment: { state: "None", amount: null, paymentId: null },
  fulfilment: {
    state: "Pending",
    agent: null,
    agentPhone: null,
    gps: null,
    trackingUrl: null,
    expectedAt: null,
    shopGps: null,
  },
  delivery: { name: "", phone: "", email: "", address: "", city: "", areaCode: "", gps: "" },
  notice: null,
  timeline: [],
  actions: [],
  settled: false,
  ...more,
});

const payment = (state: Order["payment"]["state"]) => ({ payment: { state, amount: null, paymentId: null } });

describe("placing an order", () => {
  it("waits for price and terms, then for the person, then for the money", () => {
    const states: Order["state"][] = ["Quoting", "Initializing", "Ready", "Paying", "Confirming", "Accepted", "Failed"];
    expect(states.map((state) => phaseOf(order(state)))).toEqual([
      "asking",
      "asking",
      "ready",
      "paying",
      "placed",
      "placed",
      "failed",
    ]);
  });

  it("knows that the money was refused, and then asks under a new key", () => {
    const first = order("Ready");
    const declined = order("Ready", { ...payment("Declined"), updatedAt: "2026-04-11T12:00:09Z" });
    expect([isDeclined(first), isDeclined(declined)]).toEqual([false, true]);
    expect(confirmKey(first)).toBe(confirmKey(order("Ready")));
    expect(confirmKey(first)).not.toBe(confirmKey(declined));
  });
});

describe("the progress of an order", () => {
  const at = (state: Order["state"], delivery: string) =>
    progressOf(order(state, { fulfilment: { ...order(state).fulfilment, state: delivery } }));

  it.each([
    ["Confirming", "Pending", 0],
    ["Accepted", "Pending", 1],
    ["InProgress", "Packed", 2],
    ["InProgress", "Order-picked-up", 3],
    ["InProgress", "Out-for-delivery", 4],
    ["Completed", "Order-delivered", 5],
    ["Accepted", "a state nobody knows", 1],
  ] as const)("%s with a delivery %s is step %i", (state, delivery, reached) => {
    expect(at(state, delivery)?.reached).toBe(reached);
  });

  it("is not drawn for an order that has not entered the path or has left it", () => {
    expect(at("Quoting", "Pending")).toBeNull();
    expect(at("Cancelled", "Packed")).toBeNull();
  });
});

describe("the delivery's place", () => {
  it("is as far away as a bird flies", () => {
    expect(distanceKm("0,0", "1, 0")).toBeCloseTo(111.19, 1);
    expect(distanceKm("60,10", "60,11")).toBeCloseTo(55.6, 1);
    expect(distanceKm("31.5,74.3", "31.5,74.3")).toBe(0);
    expect(distanceKm("here", "31.5,74.3")).toBeNull();
  });

  it("links to the carrier's page only where it is one of the web", () => {
    expect(webAddress("https://carrier.example/t/1")).toBe("https://carrier.example/t/1");
    expect(webAddress("javascript:alert(1)")).toBeNull();
    expect(webAddress("not an address")).toBeNull();
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
