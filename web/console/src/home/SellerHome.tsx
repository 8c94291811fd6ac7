import type { Product, SellerOrder } from "../api/types";
import { useNow } from "../components/time";
import { buckets } from "../platform/events/describe";
import { FEW_LEFT, leftOf } from "../trade/sellers/shops";
import { countText, useFirst } from "./numbers";
import { Tile, Tiles } from "./Tile";

const HOUR_MS = 3_600_000;

export function SellerHome() {
  const now = useNow();
  const orders = useFirst<SellerOrder>("/api/v1/sellers/orders");
  const products = useFirst<Product>("/api/v1/sellers/products");
  const can = (action: SellerOrder["actions"][number]) => (order: SellerOrder) => order.actions.includes(action);
  const waiting = orders.data?.items.filter(can("accept")).length ?? 0;
  return (
    <Tiles>
      <Tile
        label="To accept"
        to="/trade/sellers/orders"
        search={{ stage: "Created" }}
        loading={orders.isLoading}
        value={waiting}
        advice={waiting > 0 ? "Buyers wait for you" : "Nobody waits"}
        {...(waiting > 0 ? { tone: "warn" as const } : {})}
      />
      <Tile
        label="To pack"
        to="/trade/sellers/orders"
        search={{ stage: "Accepted" }}
        loading={orders.isLoading}
        value={countText(orders.data, can("pack"))}
        advice="Accepted, not packed yet"
      />
      <Tile
        label="To ship"
        to="/trade/sellers/orders"
        search={{ stage: "Packed" }}
        loading={orders.isLoading}
        value={countText(orders.data, can("ship"))}
        advice="Packed, waiting for the rider"
      />
      <Tile
        label="Orders, last 12 hours"
        to="/trade/sellers/orders"
        loading={orders.isLoading}
        value={countText(orders.data, (order) => now - Date.parse(order.createdAt) < 12 * HOUR_MS)}
        advice="All of your shops"
        trend={{
          values: buckets(orders.data?.items.map((order) => order.createdAt) ?? [], now, HOUR_MS, 12),
          label: "Orders per hour",
        }}
      />
      <Tile
        label="Few left"
        to="/trade/sellers"
        loading={products.isLoading}
        value={countText(products.data, (product) => leftOf(product) <= FEW_LEFT)}
        advice={`${FEW_LEFT} or fewer in stock`}
      />
    </Tiles>
  );
}
