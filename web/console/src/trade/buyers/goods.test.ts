import { describe, expect, it } from "vitest";
import type { Charge } from "../../api/types";
import { goodsOf } from "./goods";

const pkr = (rupees: number) => ({ units: String(rupees * 100), asset: "PKR/2" });
const KHEER = { itemId: "k", name: "Kheer", price: pkr(560), count: 2, fulfillmentId: null, locationId: null };
const item = (count: number | null, rupees: number) => ({
  title: "Kheer",
  kind: "item",
  price: pkr(rupees),
  count,
  itemId: "k",
});
const refund = { title: "Refund", kind: "refund", price: pkr(-560), count: null, itemId: null };
const quoteOf = (...breakup: Charge[]) => ({ price: pkr(1120), breakup });

describe("the goods of an order", () => {
  it("are counted as ordered where the shop gives back in a row of its own", () => {
    const [kheer] = goodsOf({ lines: [KHEER], quote: quoteOf(item(3, 1680), refund) });
    expect(kheer).toMatchObject({ count: 3, kept: 2, total: pkr(1680) });
  });

  it("are counted as kept where the shop counts less, or has not said a price yet", () => {
    const asKept = { count: 2, kept: 2, total: pkr(1120) };
    expect(goodsOf({ lines: [KHEER], quote: quoteOf(item(2, 1120)) })[0]).toMatchObject(asKept);
    expect(goodsOf({ lines: [KHEER], quote: quoteOf(item(null, 1120)) })[0]).toMatchObject(asKept);
    expect(goodsOf({ lines: [KHEER], quote: null })[0]).toMatchObject(asKept);
  });
});
