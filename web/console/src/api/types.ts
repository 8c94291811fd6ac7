/**
 * Every shape that the console reads or writes, in one place. `npm run generate` writes the platform's own
 * description to `generated.ts`; this file is what the pages rely on of it.
 */

export interface Money {
  /** Integer in the asset's smallest unit, as text: it may exceed 2^53. */
  units: string;
  /** Code and number of decimals, for example `PKR/2`. */
  asset: string;
}

export interface Page<T> {
  items: T[];
  /** Pass as `after` for the next page; null on the last. */
  next: string | null;
}

/** RFC 9457. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  code?: string;
  traceId?: string;
  errors?: Record<string, string[]>;
}

// ---- platform.identity

export type Role = "buyer" | "seller" | "partner" | "analyst" | "operator" | "admin";

export interface Me {
  userId: string;
  email: string;
  name: string;
  organization: { id: string; name: string };
  roles: Role[];
  permissions: string[];
}

export interface User {
  id: string;
  email: string;
  name: string;
  organization: { id: string; name: string };
  roles: Role[];
  state: "active" | "disabled";
  lastSignInAt: string | null;
  createdAt: string;
}

export interface Organization {
  id: string;
  name: string;
}

export interface Permission {
  name: string;
  description: string;
  area: string;
  service: string;
  roles: Role[];
}

// ---- hosting

export interface Health {
  status: "healthy" | "degraded" | "unhealthy";
  version?: string;
  uptimeSeconds?: number;
  checks: { name: string; status: "healthy" | "degraded" | "unhealthy"; detail?: string; durationMs?: number }[];
}

// ---- platform.events

export interface EventEntry {
  id: string;
  type: string;
  service: string;
  subject: string | null;
  correlationId: string | null;
  at: string;
  data: unknown;
}

export interface Subscription {
  name: string;
  service: string;
  topics: string[];
  /** Events between the cursor and the head of the log. */
  lag: number;
  parked: number;
  dead: number;
  lastHandledAt: string | null;
}

export interface DeadLetter {
  id: string;
  subscription: string;
  eventId: string;
  type: string;
  subject: string | null;
  attempts: number;
  error: string;
  firstFailedAt: string;
  lastFailedAt: string;
  data: unknown;
}

// ---- trade.registry

export type ParticipantState = "initiated" | "pending" | "subscribed" | "suspended" | "rejected";

export interface ParticipantKey {
  keyId: string;
  signingPublicKey: string;
  encryptionPublicKey: string;
  validFrom: string;
  validUntil: string;
  revokedAt: string | null;
}

export interface Participant {
  subscriberId: string;
  name: string;
  type: "BAP" | "BPP" | "BG" | "LBPP" | "PBPP";
  domain: string;
  city: string;
  url: string;
  state: ParticipantState;
  reason: string | null;
  updatedAt: string;
  createdAt: string;
}

export interface ParticipantDetail extends Participant {
  keys: ParticipantKey[];
  history: { at: string; what: string; by: string; reason: string | null }[];
  /** What the operator may do next; absent actions are not offered. */
  actions: ParticipantAction[];
}

export type ParticipantAction = "approve" | "reject" | "suspend" | "reinstate";

export interface NewParticipant {
  subscriberId: string;
  name: string;
  type: Participant["type"];
  domain: string;
  city: string;
  url: string;
  keyId: string;
  signingPublicKey: string;
  encryptionPublicKey: string;
}

export interface SelfTest {
  ok: boolean;
  checks: { name: string; ok: boolean; detail: string; durationMs: number }[];
}

// ---- trade.buyers

export interface NewSearch {
  text: string;
  gps: string;
  radiusKm: number;
  priceMax?: Money;
  city: string;
}

export interface Offer {
  id: string;
  seller: string;
  sellerId: string;
  provider: string;
  providerId: string;
  item: string;
  itemId: string;
  description: string;
  price: Money;
  image: string | null;
  distanceKm: number | null;
  available: number;
  category: string;
}

export interface SearchSource {
  sellerId: string;
  seller: string;
  offers: number;
  latencyMs: number | null;
  state: "waiting" | "answered" | "empty" | "failed" | "late";
}

export interface Search {
  id: string;
  state: string;
  offers: Offer[];
  sources: SearchSource[];
  complete: boolean;
}

export interface Delivery {
  name: string;
  phone: string;
  email: string;
  address: string;
  city: string;
  areaCode: string;
  gps: string;
}

export interface NewOrder {
  searchId: string;
  lines: { offerId: string; quantity: number }[];
  delivery: Delivery;
}

export type OrderAction = "init" | "confirm" | "status" | "track" | "cancel" | "update" | "rating" | "support";

export interface OrderLine {
  itemId: string;
  item: string;
  quantity: number;
  price: Money;
  image: string | null;
}

export interface Order {
  id: string;
  transactionId: string;
  state: string;
  seller: string;
  provider: string;
  createdAt: string;
  updatedAt: string;
  lines: OrderLine[];
  quote: { price: Money; breakup: { title: string; kind: string; price: Money }[] } | null;
  payment: { state: string; amount: Money } | null;
  fulfilment: {
    state: string;
    tracking: { gps: string | null; url: string | null; updatedAt: string | null } | null;
    agent: { name: string; phone: string } | null;
    eta: string | null;
  } | null;
  delivery: Delivery | null;
  rating: number | null;
  support: { phone: string | null; email: string | null; url: string | null } | null;
  timeline: { at: string; what: string; detail: string | null }[];
  actions: OrderAction[];
}

export interface Wallet {
  balance: Money;
  held: Money;
}

// ---- trade.sellers

export interface Shop {
  slug: string;
  name: string;
  city: string;
  online: boolean;
  products: number;
}

export interface Product {
  id: string;
  shop: string;
  provider: string;
  name: string;
  category: string;
  price: Money;
  available: number;
  reserved: number;
  image: string | null;
  updatedAt: string;
}

export interface SellerOrder {
  id: string;
  transactionId: string;
  shop: string;
  provider: string;
  buyer: string;
  state: string;
  items: number;
  total: Money;
  createdAt: string;
  updatedAt: string;
  actions: ("accept" | "pack" | "ship" | "cancel")[];
}

export interface CatalogueImport {
  accepted: number;
  rejected: { line: number; reason: string }[];
}

// ---- messages of every service with a protocol node

export type MessageService = "buyers" | "routing" | "sellers" | "logistics" | "payments";

export interface Message {
  id: string;
  node: string;
  direction: "in" | "out";
  counterparty: string;
  action: string;
  transactionId: string;
  messageId: string;
  timestamp: string;
  receivedAt: string;
  verdict: string;
  code: string | null;
  deliveryState: string | null;
  attempts: number;
  bodyBytes: number;
}

export interface MessageDetail extends Message {
  header: string | null;
  gatewayHeader: string | null;
  bodyBase64: string;
  checks: { name: string; ok: boolean; detail: string }[];
}

export interface DeadDelivery {
  id: string;
  node: string;
  counterparty: string;
  action: string;
  transactionId: string;
  attempts: number;
  error: string;
  lastTriedAt: string;
}

// ---- settle.ledger

export type AccountKind = "asset" | "liability" | "income" | "expense" | "equity";

export interface Account {
  id: string;
  code: string;
  name: string;
  owner: string | null;
  kind: AccountKind;
  debits: Money;
  credits: Money;
  /** Signed, positive on the account's normal side. */
  balance: Money;
}

export interface Posting {
  id: string;
  transactionId: string;
  side: "debit" | "credit";
  amount: Money;
  at: string;
  memo: string;
  reference: string | null;
}

export interface AccountDetail extends Account {
  postings: Page<Posting>;
}

export interface LedgerTransaction {
  id: string;
  at: string;
  memo: string;
  reference: string | null;
  postings: { accountId: string; account: string; side: "debit" | "credit"; amount: Money }[];
}

export interface TrialBalance {
  asOf: string;
  lines: { accountId: string; code: string; name: string; kind: AccountKind; debit: Money; credit: Money }[];
  totals: { asset: string; debit: Money; credit: Money }[];
  balanced: boolean;
}
