import type { Delivery, Money, Offer, Order } from "../src/api/types";
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

export const actionsOf = (state: string, rated: boolean): Order["actions"] => {
  switch (state) {
    case "quoted":
      return ["init"];
    case "initialized":
      return ["confirm"];
    case "created":
    case "accepted":
    case "packed":
      return ["cancel", "status", "support"];
    case "shipped":
    case "out-for-delivery":
      return ["status", "track", "support"];
    case "delivered":
      return rated ? ["support"] : ["rating", "support"];
    case "cancelled":
      return ["support"];
    default:
      return [];
  }
};

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
    transactionId: uuid(at),
    state: "selected",
    seller: first.seller,
    provider: first.provider,
    createdAt: iso(at),
    updatedAt: iso(at),
    lines: offers.map(({ offer, quantity }) => ({
      itemId: offer.itemId,
      item: offer.item,
      quantity,
      price: offer.price,
      image: offer.image,
    })),
    quote: null,
    payment: null,
    fulfilment: null,
    delivery,
    rating: null,
    support: null,
    timeline: [{ at: iso(at), what: "selected", detail: `${offers.length} items` }],
    actions: [],
  };
}

const DETAIL: Record<string, string> = {
  quoted: "Goods, delivery and taxes",
  initialized: "Payment by wallet",
  created: "The shop has your order",
  accepted: "The shop is preparing it",
  packed: "Waiting for the rider",
  shipped: "Picked up by Imran",
  "out-for-delivery": "12 minutes away",
  delivered: "Handed over",
  cancelled: "Your money is back in the wallet",
};

export function move(
  world: World,
  order: Stored,
  state: string,
  at = Date.now(),
  detail = DETAIL[state] ?? null,
): void {
  order.state = state;
  order.updatedAt = iso(at);
  order.timeline.push({ at: iso(at), what: state, detail });
  if (state === "quoted") quote(order);
  if (order.quote && state === "created") order.payment = { state: "held", amount: order.quote.price };
  if (order.payment && state === "delivered") order.payment.state = "released";
  if (order.payment && state === "cancelled") order.payment.state = "returned";
  if (!["selected", "quoted", "initialized"].includes(state)) {
    const moving = state === "shipped" || state === "out-for-delivery";
    order.fulfilment = {
      state: state === "created" ? "pending" : state,
      eta: iso(at + 25 * 60_000),
      agent: moving || state === "delivered" ? { name: "Imran Ali", phone: "+92 300 5550142" } : null,
      tracking: moving ? { gps: "31.5189,74.3471", url: null, updatedAt: iso(at) } : null,
    };
  }
  order.actions = actionsOf(state, order.rating !== null);
  post(world, order, state, at);
  record(
    world,
    `trade.buyers.order_${state.replaceAll("-", "_")}.v1`,
    order.id,
    order.transactionId,
    { orderId: order.id, state, provider: order.provider },
    at,
  );
  exchange(world, order, state, at);
  publish(world, `order:${order.id}`, "order", { id: order.id, state });
}

function quote(order: Stored): void {
  const parts = order.lines.map((line) => ({
    title: line.quantity > 1 ? `${line.quantity} × ${line.item}` : line.item,
    kind: "item",
    price: times(line.price, line.quantity),
  }));
  const goods = parts.map((part) => part.price).reduce(plus);
  const tax = { units: String(BigInt(goods.units) / 20n), asset: goods.asset };
  const extras = [
    { title: "Delivery", kind: "delivery", price: rupees(DELIVERY_FEE) },
    { title: "Sales tax, 5 %", kind: "tax", price: tax },
  ];
  order.quote = {
    price: [goods, ...extras.map((extra) => extra.price)].reduce(plus),
    breakup: [...parts, ...extras],
  };
}

const WALLET = "trade:buyers:hamsafar:wallet";

/** The money follows the order: held when created, released when delivered, returned when cancelled. */
function post(world: World, order: Stored, state: string, at: number): void {
  if (order.quote === null) return;
  const amount = order.quote.price;
  const held = `trade:orders:${order.id.slice(0, 8)}:held`;
  const add = (description: string, postings: { from: string; to: string; amount: Money }[]) =>
    world.transactions.unshift({
      id: uuid(at),
      postedAt: iso(at),
      description,
      reference: order.id,
      postings,
      metadata: null,
    });
  if (state === "created") add(`Hold for the order at ${order.provider}`, [{ from: WALLET, to: held, amount }]);
  if (state === "cancelled") add(`Return of the order at ${order.provider}`, [{ from: held, to: WALLET, amount }]);
  if (state === "delivered") {
    const delivery = rupees(DELIVERY_FEE);
    const fee = { units: String((BigInt(amount.units) * FEE_PERMILLE) / 1000n), asset: amount.asset };
    const rest = {
      units: String(BigInt(amount.units) - BigInt(delivery.units) - BigInt(fee.units)),
      asset: amount.asset,
    };
    const seller = order.provider.toLowerCase().replaceAll(" ", "-");
    add(`Release of the order at ${order.provider}`, [
      { from: held, to: `trade:sellers:${seller}:payable`, amount: rest },
      { from: held, to: "trade:logistics:quick-wheels:payable", amount: delivery },
      { from: held, to: "network:fees", amount: fee },
    ]);
  }
}

const PATH = ["accepted", "packed", "shipped", "out-for-delivery", "delivered"];
const STEP_MS = Number(process.env["SKYLINK_MOCK_STEP_MS"] ?? "6000");

/** What the shop and the rider do by themselves. */
export function progress(world: World, order: Stored): void {
  PATH.forEach((state, index) =>
    setTimeout(
      () => {
        if (order.state !== "cancelled") move(world, order, state);
      },
      STEP_MS * (index + 1),
    ),
  );
}

export function offerOf(world: World, index: number): Offer {
  const product = world.products[index % world.products.length] as World["products"][number];
  const bazaar = product.shop === "anarkali-sweets" || product.shop === "mountain-dairy";
  return {
    id: `${product.shop}|${product.id}`,
    seller: bazaar ? "Bazaar Collective" : product.provider,
    sellerId: bazaar ? NODES.bazaar : product.shop === "ravi-mart" ? "ravi-mart.example" : NODES.pantry,
    provider: product.provider,
    providerId: product.shop,
    item: product.name,
    itemId: product.id,
    description: "",
    price: product.price,
    image: product.image,
    distanceKm: null,
    available: product.available,
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
const ENDS = [
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
    metadata: null,
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
    const path = ["quoted", "initialized", "created", ...(end === "cancelled" ? ["accepted", "cancelled"] : PATH)];
    for (const [step, state] of path.entries()) {
      move(world, order, state, at + (step + 1) * 20_000);
      if (state === end) break;
    }
  }
}
