import type { AuditLog } from "./auditRoutes.ts";
import type { Stage } from "./orders.ts";
import type { StoredSecret } from "./secretsRoutes.ts";
import type {
  DeadDelivery,
  DeadLetter,
  EventEntry,
  LedgerTransaction,
  Message,
  MessageDetail,
  Money,
  Order,
  ParticipantDetail,
  Product,
  Role,
  RoutingRule,
  Search,
  Shop,
  SignatureClient,
  SignatureKey,
  Subscription,
  User,
  Wallet,
} from "../src/api/types";

/** A message with its bytes in one piece. */
export type StoredMessage = Message & Omit<MessageDetail, "message">;

/** What the mock knows. Built anew at each start from a fixed seed, so that screenshots stay the same. */
export interface World {
  users: (User & { password: string })[];
  participants: ParticipantDetail[];
  products: Product[];
  shops: Shop[];
  orders: (Order & { buyerId: string; stage: Stage })[];
  searches: Map<string, Search>;
  events: EventEntry[];
  audit: AuditLog;
  keys: SignatureKey[];
  clients: SignatureClient[];
  secrets: StoredSecret[];
  subscriptions: Subscription[];
  deadLetters: DeadLetter[];
  messages: StoredMessage[];
  /** Messages that their receiver refused, by the service that sent them. */
  deadDeliveries: (DeadDelivery & { service: string })[];
  transactions: LedgerTransaction[];
  wallet: Pick<Wallet, "balance" | "held" | "toppedUpToday" | "topUpLimitPerDay">;
  rules: RoutingRule[];
  /** Seller nodes that take no messages, and since when. */
  closed: Map<string, string>;
  listeners: Map<string, Set<(id: string, event: string, data: unknown) => void>>;
}

export const PKR = "PKR/2";
export const rupees = (amount: number): Money => ({ units: String(Math.round(amount * 100)), asset: PKR });

/** A small generator with a seed: the mock must look the same each time. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const random = seeded(20260411);
let counter = 0;

/** A UUIDv7: ordered by time, then by the order in which they were made. */
export function uuid(at = Date.now()): string {
  counter = (counter + 1) % 4096;
  const time = Math.max(0, Math.trunc(at)).toString(16).padStart(12, "0");
  const tail = Array.from({ length: 15 }, () => Math.floor(random() * 16).toString(16)).join("");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, "0")}-8${tail.slice(0, 3)}-${tail.slice(3)}`;
}

export const iso = (at: number): string => new Date(at).toISOString();
export { random };

export function publish(world: World, channel: string, event: string, data: unknown): void {
  const id = String(world.events.length);
  for (const tell of world.listeners.get(channel) ?? []) tell(id, event, data);
}

const MAX_EVENTS = 20_000;

export function record(
  world: World,
  type: string,
  subject: string,
  correlationId: string | null,
  data: unknown = {},
  at = Date.now(),
): void {
  const entry: EventEntry = {
    id: uuid(at),
    type,
    service: type.split(".").slice(0, 2).join("."),
    subject,
    correlationId,
    at: iso(at),
    data,
  };
  world.events.unshift(entry);
  world.events.length = Math.min(world.events.length, MAX_EVENTS);
  publish(world, "events", "event", entry);
}

export const ROLES: Role[] = ["buyer", "seller", "partner", "analyst", "operator", "admin"];

export const NODES = {
  buyer: "hamsafar.skylink.example",
  gateway: "gateway.skylink.example",
  pantry: "corner-pantry.skylink.example",
  bazaar: "bazaar-collective.skylink.example",
  logistics: "quick-wheels.skylink.example",
  payments: "rupaya-pay.skylink.example",
} as const;

export interface SellerSpec {
  id: string;
  name: string;
  latencyMs: number;
}

export const SELLERS: SellerSpec[] = [
  { id: NODES.pantry, name: "Corner Pantry", latencyMs: 180 },
  { id: NODES.bazaar, name: "Bazaar Collective", latencyMs: 620 },
  { id: "ravi-mart.example", name: "Ravi Mart", latencyMs: 1450 },
  { id: "sindh-stores.example", name: "Sindh Stores", latencyMs: 0 },
];
