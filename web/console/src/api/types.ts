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

export type HealthStatus = "Healthy" | "Degraded" | "Unhealthy";

export interface HealthEntry {
  name: string;
  status: HealthStatus;
  /** Why it is not healthy. */
  detail: string | null;
  durationMilliseconds: number;
  dependencies: HealthEntry[] | null;
}

export interface Health {
  status: HealthStatus;
  checks: HealthEntry[];
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

export type ParticipantStatus =
  "INITIATED" | "UNDER_SUBSCRIPTION" | "SUBSCRIBED" | "SUSPENDED" | "EXPIRED" | "UNSUBSCRIBED" | "REJECTED";

export type ParticipantType = "BAP" | "BPP" | "BG";

export interface ParticipantKey {
  keyId: string;
  signingPublicKey: string;
  encrPublicKey: string;
  validFrom: string;
  validUntil: string;
  state: "VALID" | "REVOKED" | "EXPIRED";
  revokedAt: string | null;
}

/** A role in one domain, and where its messages go. */
export interface Participation {
  type: ParticipantType;
  kind: "none" | "isn" | "msn";
  domain: string;
  cities: string[];
  subscriberUrl: string;
  sellers: { keyId: string; name: string | null; cities: string[] }[];
}

export interface Participant {
  subscriberId: string;
  legalName: string;
  country: string;
  status: ParticipantStatus;
  /** Why it is in its state, where somebody had to say. */
  reason: string | null;
  participations: Participation[];
  createdAt: string;
  updatedAt: string;
}

export type ParticipantAction = "approve" | "reject" | "suspend" | "reinstate" | "unsubscribe";

export interface ParticipantDetail extends Participant {
  keys: ParticipantKey[];
  application: Application | null;
  /** What may be asked of it now. */
  actions: ParticipantAction[];
}

/** What a company says of itself when it applies. */
export interface Application {
  legalName: string;
  type: ParticipantType;
  /** ISO 3166 alpha-3. */
  country: string;
  registrationNumber: string;
  taxNumber: string;
  address: string;
  contacts: { name: string; email: string; phone: string | null }[];
}

export interface NewParticipant extends Application {
  subscriberId: string;
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

export interface Account {
  /** A path such as `trade:buyers:42:wallet`. */
  account: string;
  /** `World` stands for the outside and may be below zero. */
  kind: "Ordinary" | "World";
  /** The only asset it may hold; null for any. */
  asset: string | null;
  openedAt: string;
  balances: Money[];
}

export interface Entry {
  /** Counts the account's entries in the asset, from one. */
  number: number;
  transactionId: string;
  /** Below zero where the money left. */
  amount: Money;
  balance: Money;
  description: string;
  reference: string;
  postedAt: string;
}

export interface LedgerTransaction {
  id: string;
  description: string;
  reference: string;
  postings: { from: string; to: string; amount: Money }[];
  metadata: Record<string, string> | null;
  postedAt: string;
}

export interface TrialBalance {
  isBalanced: boolean;
  at: string;
  assets: {
    asset: string;
    balances: number;
    entries: number;
    /** Sums of the asset's units as text. */
    positive: string;
    negative: string;
    sum: string;
    /** Accounts whose balance is not what their entries make. */
    differing: string[];
  }[];
}
