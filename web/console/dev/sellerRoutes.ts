import type { Payment, Product, SellerNode, SellerOrder, Shipment, Shop } from "../src/api/types";
import { contains, notFound, ok, page, type Call, type Routes } from "./http.ts";
import { move, SHOP_GPS, type Stage } from "./orders.ts";
import { iso, rupees, type World } from "./world.ts";

type Stored = World["orders"][number];

const ACTIONS: Partial<Record<Stage, SellerOrder["actions"]>> = {
  created: ["accept", "cancel"],
  accepted: ["pack", "cancel"],
  packed: ["ship", "cancel"],
};
const NEXT: Record<string, Stage> = { accept: "accepted", pack: "packed", ship: "shipped", cancel: "cancelled" };
const STAGES: Partial<Record<Stage, string>> = {
  created: "Created",
  accepted: "Accepted",
  packed: "Packed",
  shipped: "PickedUp",
  "out-for-delivery": "OutForDelivery",
  delivered: "Delivered",
  cancelled: "Cancelled",
};
const slugOf = (name: string): string => name.toLowerCase().replaceAll(" ", "-");
const placed = (world: World): Stored[] => world.orders.filter((order) => STAGES[order.stage] !== undefined);

const sellerOrder = (order: Stored): SellerOrder => ({
  id: order.id,
  orderId: order.id,
  transactionId: order.transactionId,
  shop: slugOf(order.seller),
  buyerApp: "hamsafar.skylink.example",
  stage: STAGES[order.stage] ?? order.stage,
  lines: order.lines.map((line) => ({ ...line, sku: line.itemId, ordered: line.count })),
  total: order.quote?.price ?? rupees(0),
  endedBecause: null,
  createdAt: order.createdAt,
  updatedAt: order.updatedAt,
  actions: ACTIONS[order.stage] ?? [],
});

const act =
  (action: string) =>
  ({ world, params }: Call) => {
    const order = world.orders.find((one) => one.id === params.id);
    if (order === undefined) return notFound("order");
    move(world, order, NEXT[action] ?? "accepted");
    return ok(sellerOrder(order));
  };

const RIDES: Partial<Record<Stage, string>> = {
  packed: "Searching-for-Agent",
  shipped: "Order-picked-up",
  "out-for-delivery": "Out-for-delivery",
  delivered: "Order-delivered",
};

const shipment = (order: Stored): Shipment => ({
  id: order.id,
  customer: order.sellerId,
  transactionId: order.transactionId,
  state: RIDES[order.stage] ?? "",
  option: "bike",
  from: SHOP_GPS,
  to: order.delivery.gps,
  price: rupees(120),
  position: order.fulfilment.gps ?? SHOP_GPS,
  reason: null,
  legEndsAt: order.stage === "delivered" ? null : order.fulfilment.expectedAt,
  createdAt: order.createdAt,
  updatedAt: order.updatedAt,
});

const payment = (order: Stored): Payment => ({
  id: order.payment.paymentId ?? order.id,
  transactionId: order.transactionId,
  state: order.payment.state,
  buyerApp: "hamsafar.skylink.example",
  payee: order.sellerId,
  amount: order.quote?.price ?? rupees(0),
  refunded: rupees(0),
  remaining: order.quote?.price ?? rupees(0),
  reason: order.payment.state === "Returned" ? "The order was cancelled" : null,
  createdAt: order.createdAt,
  updatedAt: order.updatedAt,
});

const nodes = (world: World): SellerNode[] =>
  [
    { slug: "corner-pantry", name: "Corner Pantry", shops: ["corner-pantry"] },
    { slug: "bazaar-collective", name: "Bazaar Collective", shops: ["anarkali-sweets", "mountain-dairy"] },
  ].map((node) => {
    const closedSince = world.closed.get(node.slug) ?? null;
    return { ...node, subscriberId: `${node.slug}.example`, isOpen: closedSince === null, closedSince };
  });

export const sellers: Routes = {
  "GET /api/v1/sellers/nodes": ({ world, query }) => page(nodes(world), (node) => node.slug, query),
  "PUT /api/v1/sellers/nodes/:slug/open": ({ world, params, body }) => {
    const slug = params.slug ?? "";
    if (body.isOpen === true) world.closed.delete(slug);
    else world.closed.set(slug, iso(Date.now()));
    return ok(nodes(world).find((node) => node.slug === slug));
  },
  "GET /api/v1/sellers/shops": ({ world, query }) => page(world.shops, (shop) => shop.slug, query),
  "PUT /api/v1/sellers/shops/:slug/online": ({ world, params, body }) => {
    const shop = world.shops.find((one) => one.slug === params.slug);
    if (shop === undefined) return notFound("shop");
    shop.online = body.online === true;
    return ok(shop);
  },
  "PUT /api/v1/sellers/shops/:slug/delivery": ({ world, params, body }) => {
    const shop = world.shops.find((one) => one.slug === params.slug);
    return shop ? ok(Object.assign(shop, body as Partial<Shop>)) : notFound("shop");
  },
  "GET /api/v1/sellers/products": ({ world, query }) =>
    page(
      world.products.filter(
        (one) =>
          contains(one.shop, query.get("shop")) &&
          contains(`${one.name} ${one.category}`, query.get("text")) &&
          (query.get("leftAtMost") === null || one.stock - one.reserved <= Number(query.get("leftAtMost"))),
      ),
      (one) => one.id,
      query,
    ),
  "PUT /api/v1/sellers/products/:id": ({ world, params, body }) => {
    const product = world.products.find((one) => one.id === params.id);
    return product ? ok(Object.assign(product, body as Partial<Product>)) : notFound("product");
  },
  "POST /api/v1/sellers/catalogues": ({ text }) => {
    const rows = Math.max(0, text.split("\n").filter((line) => line.trim() !== "").length - 1);
    const refusedRows =
      rows > 2 ? [{ line: 3, code: "Invalid", column: "price", reason: "price is not a number" }] : [];
    const [added, refused] = [rows - refusedRows.length, refusedRows.length];
    return ok({ rows, added, replaced: 0, unchanged: 0, refused, refusedRows });
  },
  "GET /api/v1/sellers/orders": ({ world, query }) =>
    page(
      placed(world)
        .map(sellerOrder)
        .filter(
          (order) =>
            (query.get("stage") === null || order.stage === query.get("stage")) &&
            contains(order.shop, query.get("shop")),
        ),
      (order) => order.id,
      query,
    ),
  ...Object.fromEntries(Object.keys(NEXT).map((action) => [`POST /api/v1/sellers/orders/:id/${action}`, act(action)])),
  "GET /api/v1/logistics/shipments": ({ world, query }) =>
    page(world.orders.filter((order) => RIDES[order.stage] !== undefined).map(shipment), (one) => one.id, query),
  "GET /api/v1/payments": ({ world, query }) =>
    page(
      placed(world)
        .map(payment)
        .filter((one) => contains(one.state, query.get("state"))),
      (one) => one.id,
      query,
    ),
};
