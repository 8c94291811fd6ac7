import type { ParticipantAction, ParticipantStatus, Participation, Product, Role, RoutingRule } from "../src/api/types";
import { seedAudit } from "./auditRoutes.ts";
import { ANARKALI_SWEETS, CORNER_PANTRY, MOUNTAIN_DAIRY } from "./catalogue.ts";
import { seedOrders } from "./orders.ts";
import { seedSecrets } from "./secretsRoutes.ts";
import { seedClients, seedKeys } from "./signaturesRoutes.ts";
import { iso, NODES, random, record, ROLES, rupees, uuid, type World } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PEOPLE: Record<Role, [name: string, organization: string]> = {
  buyer: ["Ayesha Malik", "Hamsafar"],
  seller: ["Bilal Qureshi", "Corner Pantry"],
  partner: ["Sana Tariq", "Quick Wheels"],
  analyst: ["Omar Farooq", "SkyLink Network"],
  operator: ["Nadia Hussain", "SkyLink Network"],
  admin: ["Zain Abbasi", "SkyLink Network"],
};

export function makeWorld(): World {
  const world: World = {
    users: [],
    participants: [],
    products: [],
    shops: [],
    orders: [],
    searches: new Map(),
    events: [],
    audit: { entries: [], leaves: [], heads: [], forgotten: new Set() },
    keys: [],
    clients: [],
    secrets: [],
    subscriptions: [],
    deadLetters: [],
    messages: [],
    deadDeliveries: [],
    transactions: [],
    wallet: {
      balance: rupees(48_250),
      held: rupees(6_120),
      toppedUpToday: rupees(0),
      topUpLimitPerDay: rupees(100_000),
    },
    rules: seedRules(),
    closed: new Map(),
    listeners: new Map(),
  };
  const now = Date.now();
  seedUsers(world, now);
  seedParticipants(world, now);
  seedProducts(world, now);
  seedOldEvents(world, now);
  seedOrders(world, now);
  seedQueues(world, now);
  seedAudit(world, now);
  seedKeys(world, now);
  seedSecrets(world, now);
  seedDeadDeliveries(world, now);
  seedClients(world, now);
  world.events.sort((left, right) => (left.at < right.at ? 1 : -1));
  return world;
}

function seedRules(): RoutingRule[] {
  const nobody = { sellers: [], weight: 1, atMost: null };
  const rules: Pick<RoutingRule, "rank" | "name" | "conditions" | "effect">[] = [
    {
      rank: 10,
      name: "Milk from nearby first",
      conditions: { word: "milk", nearGps: "31.5204,74.3587", withinKm: 5 },
      effect: { ...nobody, verb: "Weigh", sellers: ["bazaar-collective.skylink.example"], weight: 2 },
    },
    { rank: 20, name: "At most fifty", conditions: {}, effect: { ...nobody, verb: "Limit", atMost: 50 } },
  ];
  return rules.map((rule) => ({ ...rule, id: uuid(), isEnabled: true, version: 1, changedAt: iso(Date.now()) }));
}

function seedUsers(world: World, now: number): void {
  for (const role of ROLES) {
    const [name, organization] = PEOPLE[role];
    world.users.push({
      id: uuid(now - 40 * DAY),
      email: `${role}@skylink.example`,
      name,
      password: `demo-${role}`,
      roles: [role],
      state: "active",
      organization: { id: organization.toLowerCase().replaceAll(" ", "-"), name: organization },
      lastSignInAt: iso(now - Math.floor(random() * 60) * HOUR),
      createdAt: iso(now - 40 * DAY),
    });
  }
  const extras: [string, string, Role[], User["state"]][] = [
    ["Hira Javed", "Hamsafar", ["buyer"], "active"],
    ["Usman Ghani", "Bazaar Collective", ["seller", "analyst"], "active"],
    ["Mariam Aslam", "Rupaya Pay", ["partner"], "active"],
    ["Kamran Shah", "Hamsafar", ["buyer"], "disabled"],
  ];
  for (const [name, organization, roles, state] of extras) {
    world.users.push({
      id: uuid(now - 20 * DAY),
      email: `${name.toLowerCase().replace(" ", ".")}@skylink.example`,
      name,
      password: "demo",
      roles,
      state,
      organization: { id: organization.toLowerCase().replaceAll(" ", "-"), name: organization },
      lastSignInAt: state === "active" ? iso(now - 3 * DAY) : null,
      createdAt: iso(now - 20 * DAY),
    });
  }
}
type User = World["users"][number];

const key = (): string => Buffer.from(Array.from({ length: 32 }, () => Math.floor(random() * 256))).toString("base64");

type Row = [
  subscriberId: string,
  name: string,
  type: Participation["type"],
  kind: Participation["kind"],
  status: ParticipantStatus,
  domain: string,
  city: string,
];

const ROWS: readonly Row[] = [
  [NODES.gateway, "SkyLink Gateway", "BG", "none", "SUBSCRIBED", "*", "*"],
  [NODES.buyer, "Hamsafar", "BAP", "none", "SUBSCRIBED", "ONDC:RET10", "std:042"],
  [NODES.pantry, "Corner Pantry", "BPP", "isn", "SUBSCRIBED", "ONDC:RET10", "std:042"],
  [NODES.bazaar, "Bazaar Collective", "BPP", "msn", "SUBSCRIBED", "ONDC:RET10", "std:042"],
  [NODES.logistics, "Quick Wheels", "BPP", "isn", "SUBSCRIBED", "ONDC:LOG10", "std:042"],
  [NODES.payments, "Rupaya Pay", "BPP", "isn", "SUBSCRIBED", "ONDC:FIS12", "*"],
  ["ravi-mart.example", "Ravi Mart", "BPP", "isn", "SUBSCRIBED", "ONDC:RET10", "std:042"],
  ["sindh-stores.example", "Sindh Stores", "BPP", "isn", "SUSPENDED", "ONDC:RET10", "std:021"],
  ["margalla-foods.example", "Margalla Foods", "BPP", "isn", "UNDER_SUBSCRIPTION", "ONDC:RET10", "std:051"],
  ["fastcart.example", "Fastcart", "BAP", "none", "REJECTED", "ONDC:RET10", "std:021"],
  ["clifton-deli.example", "Clifton Deli", "BPP", "isn", "INITIATED", "ONDC:RET10", "std:021"],
];

const REASONS: Partial<Record<ParticipantStatus, string>> = {
  SUSPENDED: "Did not answer searches for seven days",
  REJECTED: "The address does not belong to the company",
};

function seedParticipants(world: World, now: number): void {
  for (const [subscriberId, name, type, kind, status, domain, city] of ROWS) {
    const proven = status !== "INITIATED";
    const createdAt = now - Math.floor(65 + random() * 60) * DAY;
    const url = `https://${subscriberId}/beckn`;
    const pair = (keyId: string, fromDays: number, untilDays: number) => ({
      keyId,
      signingPublicKey: key(),
      encryptionPublicKey: key(),
      validFrom: iso(now - fromDays * DAY),
      validUntil: iso(now + untilDays * DAY),
    });
    const sellers = kind === "msn" ? ["Anarkali Sweets", "Mountain Dairy"] : [];
    const check = (label: string, detail: string) => ({
      attempt: 1,
      name: label,
      ok: true,
      detail,
      at: iso(createdAt),
    });
    world.participants.push({
      participant: {
        ...{ subscriberId, name, status, country: "PAK", reason: REASONS[status] ?? null, actions: actionsOf(status) },
        ...(proven ? { type, kind, domain, city, url } : { type, kind: null, domain: null, city: null, url: null }),
        createdAt: iso(createdAt),
        updatedAt: iso(now - Math.floor(random() * 90) * HOUR),
      },
      application: {
        ...{ legalName: name, type, country: "PAK", address: "14 Mall Road, Lahore" },
        registrationNumber: `PK-${1000 + Math.floor(random() * 9000)}`,
        taxNumber: `NTN-${Math.floor(random() * 1e7)}`,
        contacts: [{ name: "Office", email: `office@${subscriberId}`, phone: "+92 42 3550 0100" }],
      },
      participations: proven
        ? [
            {
              ...{ type, kind, domain, cities: [city], subscriberUrl: url },
              sellers: sellers.map((seller) => ({ keyId: slugOf(seller), name: seller, cities: [city] })),
              accreditedAt: status === "UNDER_SUBSCRIPTION" ? null : iso(createdAt + HOUR),
            },
          ]
        : [],
      keys: proven
        ? [
            { ...pair("k2", 5, 360), state: "VALID", revokedAt: null },
            { ...pair("k1", 60, 300), state: "REVOKED", revokedAt: iso(now - 5 * DAY) },
          ]
        : [],
      subscriptions: proven
        ? [
            {
              ...{ id: uuid(createdAt), keyId: "k2", callbackUrl: `${url}/on_subscribe`, state: "PASSED", attempts: 1 },
              createdAt: iso(createdAt),
              checks: [
                check("site verification", "The signed page is at its place."),
                check("challenge", "Answered in 84 ms with the right text."),
              ],
            },
          ]
        : [],
      history: [
        ...(REASONS[status] === undefined
          ? []
          : [{ at: iso(now - 2 * DAY), what: status, by: "Nadia Hussain", reason: REASONS[status] ?? null }]),
        ...(status === "SUBSCRIBED"
          ? [{ at: iso(createdAt + HOUR), what: "approved", by: "Nadia Hussain", reason: null }]
          : []),
        { at: iso(createdAt), what: "applied", by: name, reason: null },
      ],
    });
  }
}

const slugOf = (name: string): string => name.toLowerCase().replaceAll(" ", "-");

export function actionsOf(status: ParticipantStatus): ParticipantAction[] {
  switch (status) {
    case "UNDER_SUBSCRIPTION":
      return ["approve", "reject"];
    case "INITIATED":
      return ["reject"];
    case "SUBSCRIBED":
      return ["suspend", "unsubscribe"];
    case "SUSPENDED":
      return ["reinstate", "unsubscribe"];
    case "EXPIRED":
      return ["unsubscribe"];
    case "UNSUBSCRIBED":
    case "REJECTED":
      return [];
  }
}

function seedProducts(world: World, now: number): void {
  const shops = [
    ["corner-pantry", "Corner Pantry", CORNER_PANTRY],
    ["anarkali-sweets", "Anarkali Sweets", ANARKALI_SWEETS],
    ["mountain-dairy", "Mountain Dairy", MOUNTAIN_DAIRY],
    ["ravi-mart", "Ravi Mart", CORNER_PANTRY.filter((_, index) => index % 2 === 0)],
  ] as const;
  for (const [slug, name, rows] of shops) {
    world.shops.push({
      slug,
      name,
      city: "std:042",
      address: "Main Boulevard, Gulberg III",
      gps: "31.5161,74.3426",
      radiusKm: 8,
      areaCodes: [],
      area: [],
      online: true,
    });
    rows.forEach(([item, category, , price], index) => {
      const factor = slug === "ravi-mart" ? 0.94 + random() * 0.1 : 1;
      const product: Product = {
        id: uuid(now),
        shop: slug,
        sku: `${slug.slice(0, 2).toUpperCase()}-${String(index + 1).padStart(4, "0")}`,
        name: item,
        brand: name,
        category,
        price: rupees(Math.round(price * factor)),
        marketPrice: rupees(Math.round(price * 1.1)),
        stock: index % 9 === 4 ? 3 : Math.floor(8 + random() * 120),
        available: true,
        reserved: index % 9 === 4 ? 0 : Math.floor(random() * 3),
        image: `/mock-images/${encodeURIComponent(category)}/${index % 5}.svg`,
      };
      world.products.push(product);
    });
  }
}

const OLD_TYPES = [
  "trade.routing.search_routed.v1",
  "trade.buyers.search_completed.v1",
  "trade.sellers.catalogue_updated.v1",
  "trade.registry.key_rotated.v1",
  "platform.identity.signed_in.v1",
  "trade.logistics.rider_moved.v1",
];

function seedOldEvents(world: World, now: number): void {
  const count = 12_000;
  for (let index = 0; index < count; index++) {
    const at = now - 10 * 60_000 - (count - index) * 21_000;
    record(
      world,
      OLD_TYPES[Math.floor(random() * OLD_TYPES.length)] ?? "trade.routing.search_routed.v1",
      Object.values(NODES)[index % 6] ?? "",
      uuid(at).replaceAll("-", ""),
      { index },
      at,
    );
  }
}

function seedQueues(world: World, now: number): void {
  const rows: [string, string, string[], number, number, number][] = [
    ["settle.ledger.orders", "settle.ledger", ["trade.buyers.order"], 0, 0, 0],
    ["trade.routing.catalogue", "trade.routing", ["trade.sellers.catalogue"], 42, 0, 0],
    ["trade.buyers.callbacks", "trade.buyers", ["trade.routing"], 3, 1, 0],
    ["trade.logistics.shipments", "trade.logistics", ["trade.sellers.order"], 0, 2, 2],
    ["trade.payments.holds", "trade.payments", ["trade.buyers.order_confirmed"], 0, 0, 1],
    ["platform.audit.log", "platform.audit", ["*"], 17, 0, 0],
    ["trade.registry.cache", "trade.registry", ["trade.registry"], 0, 0, 0],
  ];
  for (const [name, service, topics, lag, parked, dead] of rows) {
    world.subscriptions.push({
      name,
      service,
      topics,
      lag,
      lagSeconds: lag / 20,
      parked,
      dead,
      lastHandledAt: iso(now - Math.floor(random() * 40_000)),
    });
  }
  const errors = [
    "The carrier's answer had no tracking number",
    "Card network declined: 51 insufficient funds",
    "The carrier did not answer within 10 s",
  ];
  errors.forEach((error, index) => {
    const event = world.events[index * 7 + 3];
    world.deadLetters.push({
      id: `trade.logistics:${index + 17}`,
      subscription: index === 1 ? "trade.payments.holds" : "trade.logistics.shipments",
      eventId: event?.id ?? uuid(),
      type: index === 1 ? "trade.buyers.order_confirmed.v1" : "trade.sellers.order_shipped.v1",
      subject: world.orders[index]?.id ?? "",
      service: index === 1 ? "trade.buyers" : "trade.sellers",
      correlationId: null,
      attempts: 8,
      error,
      firstFailedAt: iso(now - (index + 2) * HOUR),
      lastFailedAt: iso(now - (index + 1) * 0.4 * HOUR),
      data: { orderId: world.orders[index]?.id ?? null, attempt: 8 },
    });
  });
}

/** The last message of each of two sellers never arrived. */
function seedDeadDeliveries(world: World, now: number): void {
  const reasons = ["NACK (HTTP 400) 30022 $.message.order.items: The quote has expired.", "No answer within 5 s."];
  reasons.forEach((reason, index) => {
    const node = index === 0 ? "corner-pantry" : "bazaar-collective";
    const message = world.messages.find((one) => one.node === node && one.direction === "out");
    if (message === undefined) return;
    world.messages = world.messages.filter(
      (one) => one.direction === "out" || one.messageId !== message.messageId || one.action !== message.action,
    );
    message.deliveryState = "dead";
    message.attempts = 1 + index * 11;
    world.deadDeliveries.push({
      id: uuid(now),
      service: "sellers",
      node,
      destination: message.counterparty,
      action: message.action,
      transactionId: message.transactionId,
      message: message.id,
      state: "Dead",
      attempts: message.attempts,
      nextAt: iso(now - HOUR),
      expiresAt: iso(now - HOUR),
      reason,
    });
  });
}
