import { Link } from "@tanstack/react-router";
import type { Product, SellerOrder } from "../api/types";
import { MoneyText } from "../components/MoneyText";
import { StateBadge } from "../components/StateBadge";
import { TimeText } from "../components/TimeText";
import { useNow } from "../components/time";
import { buckets } from "../platform/events/describe";
import { FEW_LEFT, leftOf } from "../trade/sellers/shops";
import { countText, useFirst } from "./numbers";
import { Tile, Tiles } from "./Tile";
import classes from "./HomePage.module.css";

const HOUR_MS = 3_600_000;
const SHOWN = 8;

export function SellerHome() {
  const now = useNow();
  const orders = useFirst<SellerOrder>("/api/v1/sellers/orders");
  const few = useFirst<Product>("/api/v1/sellers/products", { leftAtMost: FEW_LEFT });
  const fewCount = few.data?.items.length ?? 0;
  const can = (action: SellerOrder["actions"][number]) => (order: SellerOrder) => order.actions.includes(action);
  const waiting = orders.data?.items.filter(can("accept")).length ?? 0;
  return (
    <>
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
          advice="Placed at your shops"
          trend={{
            values: buckets(orders.data?.items.map((order) => order.createdAt) ?? [], now, HOUR_MS, 12),
            label: "Orders per hour",
          }}
        />
        <Tile
          label="Few left"
          to="/trade/sellers"
          search={{ left: String(FEW_LEFT) }}
          loading={few.isLoading}
          value={countText(few.data)}
          advice={fewCount > 0 ? "Order more, or take them off sale" : `Of everything more than ${FEW_LEFT} are left`}
          {...(fewCount > 0 ? { tone: "warn" as const } : {})}
        />
      </Tiles>
      <LatestOrders orders={orders.data?.items ?? []} />
      {fewCount > 0 && <FewLeft products={few.data?.items ?? []} />}
    </>
  );
}

/** What waits for a step of the shop first, then what came last. */
function LatestOrders({ orders }: { orders: readonly SellerOrder[] }) {
  if (orders.length === 0) return null;
  const waits = (order: SellerOrder) => order.actions.some((action) => action !== "cancel");
  const inOrder = [...orders.filter(waits), ...orders.filter((order) => !waits(order))];
  return (
    <section className="card" aria-label="Latest orders">
      <div className="card-head">
        <h2>Latest orders</h2>
        <Link to="/trade/sellers/orders" className="push small">
          All orders
        </Link>
      </div>
      <ul className={classes.problems}>
        {inOrder.slice(0, SHOWN).map((order) => (
          <li key={order.id}>
            <Link to="/trade/sellers/orders" search={{ stage: order.stage }} className="grow truncate">
              {order.lines.map((line) => `${line.count} × ${line.name}`).join(", ")}
            </Link>
            <StateBadge state={order.stage} />
            <span className={classes.amount}>
              <MoneyText money={order.total} />
            </span>
            <span className={classes.when}>
              <TimeText at={order.createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function FewLeft({ products }: { products: readonly Product[] }) {
  return (
    <section className="card" aria-label="Few left">
      <div className="card-head">
        <h2>Few left</h2>
      </div>
      <ul className={classes.problems}>
        {products.slice(0, SHOWN).map((product) => (
          <li key={product.id}>
            <Link
              to="/trade/sellers"
              search={{ product: product.id, left: String(FEW_LEFT) }}
              className="grow truncate"
            >
              {product.name}
            </Link>
            <span className="warn strong">{leftOf(product)} left</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
