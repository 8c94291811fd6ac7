import { times } from "../../api/money";
import type { Money, Order } from "../../api/types";

/** One kind of goods in an order: so many were ordered for so much, and so many the buyer kept. */
export interface Goods {
  itemId: string;
  name: string;
  price: Money;
  count: number;
  kept: number;
  total: Money;
}

/**
 * What the shop's quote counts, so that the rows add up to its price: a shop gives back either by a row of its own, and
 * then its quote still counts what was ordered, or by counting less.
 */
export function goodsOf({ lines, quote }: Pick<Order, "lines" | "quote">): Goods[] {
  return lines.map((line) => {
    const quoted = quote?.breakup.find((part) => part.kind === "item" && part.itemId === line.itemId);
    const count = quoted?.count ?? line.count;
    const total = quoted?.price ?? times(line.price, line.count);
    return { itemId: line.itemId, name: line.name, price: line.price, count, kept: line.count, total };
  });
}
