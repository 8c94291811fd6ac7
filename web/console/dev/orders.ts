import type { Delivery, Money, Offer, Order, OrderState } from "../src/api/types";
import { exchange } from "./messages.ts";
import { iso, NODES, publish, random, record, rupees, uuid, type World } from "./world.ts";

type Stored = World["orders"][number];

const DELIVERY_FEE = 120;
const FEE_PERMILLE = 20n;

const plus = (left: Money, right: Money): Money => ({
  units: String(BigInt(left.units) + BigInt(right.units)),
  asset: left.asset,
});
const times = (price: Money, quantity: number): Money => ({
  units: String(BigInt(price.units) * BigInt(quantity)),
  asset: price.asset,
});

/** How the shop and the rider move an order on; the buyer's app sees it in its own words. */
export type Stage =
  | "selected"
  | "quoted"
  | "agreed"
  | "paying"
  | "created"
  | "accepted"
  | "packed"
  | "shipped"
  | "out-for-delivery"
  | "delivered"
  | "cancelled";

const VIEW: Record<Stage, [state: OrderState, delivery: string]> = {
  selected: ["Quoting", "Pending"],
  quoted: ["Initializing", "Pending"],
  agreed: ["Ready", "Pending"],
  paying: ["Paying", "Pending"],
  created: ["Confirming", "Pending"],
  accepted: ["Accepted", "Pending"],
  packed: ["InProgress", "Packed"],
  shipped: ["InProgress", "Order-picked-up"],
  "out-for-delivery": ["InProgress", "Out-for-delivery"],
  delivered: ["Completed", "Order-delivered"],
  cancelled: ["Cancelled", "Cancelled"],
};

const ACTIONS: Partial<Record<OrderState, Order["actions"]>> = {
  Ready: ["confirm"],
  Accepted: ["status", "track", "cancel", "update", "support"],
  InProgress: ["status", "track", "cancel", "update", "support"],
  Completed: ["rating", "support"],
  Cancelled: ["support"],
};

const PAYMENT: Partial<Record<Stage, Order["payment"]["state"]>> = {
  paying: "Holding",
  created: "Held",
  delivered: "Released",
  cancelled: "Returned",
};

const SETTLED: ReadonlySet<OrderState> = new Set<OrderState>(["Ready", "Completed", "Cancelled", "Failed"]);

/** Every shop of the mock stands at one crossing in Gulberg. */
export const SHOP_GPS = "31.5189,74.3471";

export function makeOrder(
  buyerId: string,
  offers: { offer: Offer; quantity: number }[],
  delivery: Delivery,
  at = Date.now(),
): Stored {
  const first = offers[0]?.offer as Offer;
  return {
    id: uuid(at),
    buyerId,
    stage: "selected",
    transactionId: uuid(at),
    state: "Quoting",
    seller: first.provider,
    sellerId: first.sellerId,
    providerId: first.providerId,
    createdAt: iso(at),
    updatedAt: iso(at),
    lines: offers.map(({ offer, quantity }) => ({
      itemId: offer.itemId,
      name: offer.item,
      count: quantity,
      price: offer.price,
    })),
    quote: null,
    payment: { state: "None", amount: null, paymentId: null },
    fulfilment: {
      state: "Pending",
      agent: null,
      agentPhone: null,
      gps: null,
      trackingUrl: null,
      expectedAt: null,
      shopGps: SHOP_GPS,
    },
    delivery,
    notice: null,
    timeline: [{ at: iso(at), what: "selected", detail: null }],
    actions: [],
    settled: false,
  };
}

const DETAIL: Partial<Record<Stage, string>> = {
  agreed: "Payment by wallet, held until delivery",
  accepted: "The shop is preparing it",
  shipped: "Picked up by Imran Ali",
  delivered: "Handed over at the door",
};

export function move(world: World, order: Stored, stage: Stage, at = Date.now(), detail = DETAIL[stage] ?? null): void {
  const [state, delivery] = VIEW[stage];
  order.stage = stage;
  order.state = state;
  order.updatedAt = iso(at);
  order.timeline.push({ at: iso(at), what: stage, detail });
  if (stage === "quoted") quote(order);
  const paid = PAYMENT[stage];
  if (paid !== undefined && order.quote) {
    const paymentId = order.payment.paymentId ?? uuid(at);
    order.payment = { state: paid, amount: order.quote.price, paymentId };
  }
  const moving = stage === "shipped" || stage === "out-for-delivery";
  order.fulfilment = {
    state: delivery,
    expectedAt: iso(at + 25 * 60_000),
    agent: moving || stage === "delivered" ? "Imran Ali" : null,
    agentPhone: moving || stage === "delivered" ? "+92 300 5550142" : null,
    gps: moving ? "31.5189,74.3471" : null,
    trackingUrl: null,
    shopGps: SHOP_GPS,
  };
  order.actions = ACTIONS[state] ?? [];
  order.settled = SETTLED.has(state);
  post(world, order, stage, at);
  const data = { orderId: order.id, transactionId: order.transactionId, stage, shop: order.seller };
  record(world, `trade.buyers.order_${stage.replaceAll("-", "_")}.v1`, order.id, order.transactionId, data, at);
  exchange(world, order, stage, at);
  publish(world, `order:${order.id}`, "order", { id: order.id, state });
}

function quote(order: Stored): void {
  const parts = order.lines.map((line) => ({
    title: line.name,
    kind: "item",
    price: times(line.price, line.count),
    count: line.count,
    itemId: line.itemId,
  }));
  const goods = parts.map((part) => part.price).reduce(plus);
  const tax = { units: String(BigInt(goods.units) / 20n), asset: goods.asset };
  const extras = [
    { title: "Delivery", kind: "delivery", price: rupees(DELIVERY_FEE), count: null, itemId: null },
    { title: "Sales tax, 5 %", kind: "tax", price: tax, count: null, itemId: null },
  ];
  const price = [goods, ...extras.map((extra) => extra.price)].reduce(plus);
  order.quote = { price, breakup: [...parts, ...extras] };
}

const WALLET = "trade:buyers:hamsafar:wallet";

/** The money follows the order: held when created, released when delivered, returned when cancelled. */
function post(world: World, order: Stored, stage: Stage, at: number): void {
  if (order.quote === null) return;
  const amount = order.quote.price;
  const held = `trade:orders:${order.id.slice(0, 8)}:held`;
  const add = (description: string, postings: { from: string; to: string; amount: Money }[]) =>
    world.transactions.unshift({
      id: uuid(at),
      postedAt: iso(at),
      description,
      reference: order.payment.paymentId ?? order.id,
      postings,
      metadata: null,
    });
  if (stage === "created") add(`Hold for the order at ${order.seller}`, [{ from: WALLET, to: held, amount }]);
  if (stage === "cancelled") add(`Return of the order at ${order.seller}`, [{ from: held, to: WALLET, amount }]);
  if (stage === "delivered") {
    const delivery = rupees(DELIVERY_FEE);
    const fee = { units: String((BigInt(amount.units) * FEE_PERMILLE) / 1000n), asset: amount.asset };
    const rest = {
      units: String(BigInt(amount.units) - BigInt(delivery.units) - BigInt(fee.units)),
      asset: amount.asset,
    };
    const seller = order.seller.toLowerCase().replaceAll(" ", "-");
    add(`Release of the order at ${order.seller}`, [
      { from: held, to: `trade:sellers:${seller}:payable`, amount: rest },
      { from: held, to: "trade:logistics:quick-wheels:payable", amount: delivery },
      { from: held, to: "network:fees", amount: fee },
    ]);
  }
}

const PATH: readonly Stage[] = ["accepted", "packed", "shipped", "out-for-delivery", "delivered"];
const STEP_MS = Number(process.env["SKYLINK_MOCK_STEP_MS"] ?? "6000");

/** What the shop and the rider do by themselves. */
export function progress(world: World, order: Stored): void {
  PATH.forEach((stage, index) =>
    setTimeout(
      () => {
        if (order.stage !== "cancelled") move(world, order, stage);
      },
      STEP_MS * (index + 1),
    ),
  );
}

export function offerOf(world: World, index: number): Offer {
  const product = world.products[index % world.products.length] as World["products"][number];
  const shop = world.shops.find((one) => one.slug === product.shop)?.name ?? product.shop;
  const bazaar = product.shop === "anarkali-sweets" || product.shop === "mountain-dairy";
  return {
    id: `${product.shop}~${product.id}`,
    seller: bazaar ? "Bazaar Collective" : shop,
    sellerId: bazaar ? NODES.bazaar : product.shop === "ravi-mart" ? "ravi-mart.example" : NODES.pantry,
    provider: shop,
    providerId: product.shop,
    item: product.name,
    itemId: product.id,
    description: "",
    price: product.price,
    image: product.image,
    distanceKm: null,
    marketPrice: null,
    available: product.stock - product.reserved,
    maximum: 20,
    category: product.category,
  };
}

const HOME: Delivery = {
  name: "Ayesha Malik",
  phone: "+92 300 1234567",
  email: "buyer@skylink.example",
  address: "House 12, Street 4, Gulberg III",
  city: "std:042",
  areaCode: "54660",
  gps: "31.5161,74.3426",
};
const ENDS: readonly Stage[] = [
  "delivered",
  "delivered",
  "out-for-delivery",
  "packed",
  "created",
  "cancelled",
  "delivered",
  "shipped",
  "delivered",
  "accepted",
];

export function seedOrders(world: World, now: number): void {
  const opening = rupees(250_000);
  world.transactions.unshift({
    id: uuid(now - 9 * 86_400_000),
    postedAt: iso(now - 9 * 86_400_000),
    description: "Wallets charged by bank transfer",
    reference: "top-up-1",
    postings: [{ from: "world:bank", to: WALLET, amount: opening }],
    metadata: {
      "signed.client": uuid(now - 30 * 86_400_000),
      "signed.sequence": String((now - 9 * 86_400_000) * 1000),
      "signed.sha256": "pkD9CEcUO3sDBZ63lWIAhTeM3UoE-duER_Pti0u9vts",
    },
  });
  const buyer = world.users[0] as World["users"][number];
  for (let index = 29; index >= 0; index--) {
    const at = now - (index * 47 + 4) * 60_000;
    const from = Math.floor(random() * world.products.length);
    const offers = [0, 1]
      .slice(0, 1 + (index % 2))
      .map((step) => offerOf(world, from + step))
      .filter((offer, _, all) => offer.providerId === all[0]?.providerId);
    const order = makeOrder(
      buyer.id,
      offers.map((offer, step) => ({ offer, quantity: 1 + ((index + step) % 3) })),
      HOME,
      at,
    );
    world.orders.unshift(order);
    exchange(world, order, "selected", at);
    const end = index > 9 ? "delivered" : (ENDS[index] ?? "delivered");
    const path: Stage[] = [
      "quoted",
      "agreed",
      "paying",
      "created",
      ...(end === "cancelled" ? (["accepted", "cancelled"] as const) : PATH),
    ];
    for (const [step, stage] of path.entries()) {
      move(world, order, stage, at + (step + 1) * 20_000);
      if (stage === end) break;
    }
  }
}
