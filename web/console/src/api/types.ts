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

export interface ServiceDependency {
  service: string;
  /** It calls an interface of the other, or hears its events. */
  kind: "Calls" | "Hears";
}

export interface RunningService {
  name: string;
  version: string;
  endpoints: number;
  contracts: string[];
  subscriptions: string[];
  dependsOn: ServiceDependency[];
}

export interface PlatformProcess {
  processId: number;
  version: string;
  startedAt: string;
  addresses: string[];
  modules: RunningService[];
}

/** With which key a service seals fields. */
export interface ServiceDataKeys {
  service: string;
  number: number;
  sealsFrom: string;
  /** When the next one takes its place. */
  nextFrom: string | null;
  columns: string[];
  /** Columns with fields of an earlier key. */
  outdated: string[];
}

export interface DataKeys {
  services: ServiceDataKeys[];
  /** Services whose process does not answer. */
  silent: string[];
}

export interface Installation {
  processes: PlatformProcess[];
  /** Services whose process does not answer, or whose address nobody configured. */
  silent: { name: string; address: string | null }[];
}

// ---- platform.events

export interface EventEntry {
  id: string;
  type: string;
  service: string;
  subject: string;
  /** The trace it belongs to: what one request set off shares it. */
  correlationId: string | null;
  at: string;
  data: unknown;
}

export interface Subscription {
  name: string;
  service: string;
  topics: string[];
  /** Events it has still to read, counted up to 10,000. */
  lag: number;
  /** How long the oldest of them waits. */
  lagSeconds: number;
  /** Set aside, and tried again. */
  parked: number;
  dead: number;
  lastHandledAt: string | null;
}

export interface DeadLetter {
  /** The subscriber's module and its number there: `trade.sellers:17`. */
  id: string;
  subscription: string;
  eventId: string;
  type: string;
  subject: string;
  service: string;
  correlationId: string | null;
  attempts: number;
  error: string;
  firstFailedAt: string;
  lastFailedAt: string;
  data: unknown;
}

// ---- platform.audit

export interface AuditEntry {
  /** Its place in the log, from 0. */
  number: number;
  id: string;
  at: string;
  service: string;
  /** The operation's name, as in the API's document. */
  action: string;
  /** Null where the caller had not said who they are, as at sign-in, and where nobody called. */
  actor: { user: string; organization: string | null; credential: string | null } | null;
  correlationId: string | null;
  /** The values in the path of what was asked: ids, as a rule. */
  target: Record<string, string>;
  /** What tells more of the person; null where there is nothing, or where it was forgotten. */
  personal: { address: string; agent: string | null; path: string; salt: string } | null;
  isForgotten: boolean;
  /** Columns of its row that are not what was signed, by name. */
  altered: string[];
  /** The bytes that are hashed, in base64. */
  entry: string;
  /** RFC 6962's hash of them, in base64. */
  leafHash: string;
}

export interface AuditStatus {
  /**
   * `Behind` covers new entries for a moment; `Altered` says that the last inspection found something changed;
   * `Contradicted`, that a witness has seen another log; `Broken` does not continue what was signed.
   */
  state: "Empty" | "Signed" | "Behind" | "Altered" | "Contradicted" | "Broken";
  size: number;
  /** Entries that the last signed head covers. */
  signedSize: number;
  signedAt: string | null;
  /** When the oldest was done that is not signed, or not even in the log; null where all is. */
  behindSince: string | null;
  root: string | null;
  witnesses: AuditWitness[];
  /** What the platform found when it last went through the whole log; null before the first time. */
  inspection: AuditInspection | null;
  /** Null where the log is not anchored on a chain. */
  anchors: AuditAnchors | null;
}

export interface AuditWitness {
  name: string;
  /** Entries of the last head that it cosigned. */
  size: number;
  at: string | null;
  /** Why it says that this log is not the one it has seen. */
  contradiction: string | null;
}

export interface AuditInspection {
  at: string;
  entries: number;
  alteredCount: number;
  /** The first of those that were changed, with the columns of their rows. */
  altered: { number: number; columns: string[] }[];
  /** What is wrong with the tree itself. */
  fault: string | null;
  isIntact: boolean;
}

/** Who publishes heads of the log, and where (EIP-155). */
export interface AuditAccount {
  chainId: number;
  account: string;
}

/** How far the log is published on a chain. */
export interface AuditAnchors extends AuditAccount {
  /** The newest that stands. */
  confirmed: AuditAnchor | null;
  underWay: AuditAnchor | null;
  /** Why it is not anchored any further. */
  problem: string | null;
  problemAt: string | null;
}

/** A head of the log in the data of a transaction. */
export interface AuditAnchor extends AuditAccount {
  number: number;
  state: "Pending" | "Included" | "Confirmed" | "Lost";
  /** Entries that it covers. */
  size: number;
  root: string;
  nonce: number;
  transactionHash: string;
  blockNumber: number | null;
  blockHash: string | null;
  madeAt: string;
  changedAt: string;
}

/** With what the log is verified: names and keys, as C2SP writes them. */
export interface AuditTrust {
  origin: string;
  keys: string[];
  witnesses: string[];
  anchors: AuditAccount | null;
}

// ---- platform.signatures

export type SignatureAlgorithm = "ES256" | "EdDSA" | "ML-DSA-44" | "ML-DSA-65";

export interface SignatureKey {
  /** The thumbprint of the public key (RFC 7638). */
  id: string;
  /** An organization's id, or `platform`. */
  owner: string;
  purpose: string;
  algorithm: SignatureAlgorithm;
  version: number;
  /** Ahead of its turn, in it, only verifying, over; or revoked, and then nothing it signed is valid. */
  state: "Published" | "Signs" | "Retired" | "Gone" | "Revoked";
  publishedAt: string;
  signsFrom: string;
  signsUntil: string;
  verifiesUntil: string;
  revokedAt: string | null;
}

/** A program of an organization that signs requests with keys of its own. */
export interface SignatureClient {
  id: string;
  owner: string;
  name: string;
  /** Of the last request that was taken; 0 before the first. */
  lastSequence: number;
  createdAt: string;
  keys: SignatureClientKey[];
}

/** Two keys that sign together. */
export interface SignatureClientKey {
  id: string;
  /** A substitute stands in when the current ones are revoked, and proves nothing before. */
  state: "Current" | "Substitute" | "Revoked";
  /** The thumbprint (RFC 7638), as requests name the key; likewise the other. */
  classicId: string;
  postQuantumId: string;
  registeredAt: string;
  revokedAt: string | null;
}

// ---- platform.secrets

export interface SecretUse {
  setting: string;
  /** Null where it refers to whichever is current. */
  version: string | null;
}

export interface Secret {
  name: string;
  /** The current one. */
  version: string;
  changedAt: string;
  usedBy: SecretUse[];
}

export interface SecretVersion {
  /** A number, or an id of AWS. */
  version: string;
  createdAt: string;
  isCurrent: boolean;
  /** What else AWS calls it. */
  labels: string[];
}

export interface SecretDetail {
  name: string;
  usedBy: SecretUse[];
  /** The newest first. */
  versions: SecretVersion[];
}

export interface SecretStore {
  provider: "Local" | "SecretsManager" | "ParameterStore";
  /** Where it is. */
  description: string;
  readWithinSeconds: number;
  /** The longest value in bytes of UTF-8. */
  valueSizeMax: number;
}

export interface ChangedSecret {
  name: string;
  version: string;
}

// ---- trade.registry

export type ParticipantStatus =
  "INITIATED" | "UNDER_SUBSCRIPTION" | "SUBSCRIBED" | "SUSPENDED" | "EXPIRED" | "UNSUBSCRIBED" | "REJECTED";

export type ParticipantType = "BAP" | "BPP" | "BG";

export type SellerKind = "none" | "isn" | "msn";

export interface ParticipantKey {
  keyId: string;
  signingPublicKey: string;
  encryptionPublicKey: string;
  validFrom: string;
  validUntil: string;
  state: "VALID" | "REVOKED" | "EXPIRED";
  revokedAt: string | null;
}

/** A role in one domain, and where its messages go. */
export interface Participation {
  type: ParticipantType;
  kind: SellerKind;
  domain: string;
  cities: string[];
  subscriberUrl: string;
  sellers: { keyId: string; name: string | null; cities: string[] }[];
  accreditedAt: string | null;
}

export type ParticipantAction = "approve" | "reject" | "suspend" | "reinstate" | "unsubscribe";

/** Type, domain, city and address are those of its first role. */
export interface Participant {
  subscriberId: string;
  name: string;
  type: ParticipantType | null;
  kind: SellerKind | null;
  domain: string | null;
  city: string | null;
  url: string | null;
  country: string;
  status: ParticipantStatus;
  /** Why it is in its state, where somebody had to say. */
  reason: string | null;
  /** What may be asked of it now. */
  actions: ParticipantAction[];
  createdAt: string;
  updatedAt: string;
}

/** A request to be listed, and the questions that were put to it. */
export interface Enrolment {
  id: string;
  keyId: string;
  callbackUrl: string;
  state: "PENDING" | "PASSED" | "FAILED";
  attempts: number;
  createdAt: string;
  checks: { attempt: number; name: string; ok: boolean; detail: string; at: string }[];
}

export interface ParticipantDetail {
  participant: Participant;
  application: Application | null;
  participations: Participation[];
  keys: ParticipantKey[];
  subscriptions: Enrolment[];
  history: { at: string; what: string; by: string; reason: string | null }[];
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

/** Where participants subscribe and look each other up, and in which domain goods are traded. */
export interface Registry {
  subscriberId: string;
  url: string;
  domain: string;
}

export interface NewParticipant {
  subscriberId: string;
  application: Application;
}

export interface SelfTest {
  ok: boolean;
  checks: { name: string; ok: boolean; detail: string; durationMs: number }[];
}

// ---- trade.routing

export type RuleVerb = "Only" | "Except" | "Weigh" | "Limit";

/** All that is given must hold. */
export interface RuleConditions {
  domain?: string | null;
  city?: string | null;
  category?: string | null;
  word?: string | null;
  buyerApp?: string | null;
  nearGps?: string | null;
  withinKm?: number | null;
  priceMaxBelow?: number | null;
}

/** What it does about the sellers it names; none named means all. */
export interface RuleEffect {
  verb: RuleVerb;
  sellers: string[];
  weight: number;
  atMost: number | null;
}

export interface RuleDraft {
  rank: number;
  name: string;
  isEnabled: boolean;
  conditions: RuleConditions;
  effect: RuleEffect;
}

export interface RoutingRule extends RuleDraft {
  id: string;
  version: number;
  changedAt: string;
}

export interface RouteDecision {
  subscriberId: string;
  isChosen: boolean;
  weight: number;
  because: string[];
}

// ---- trade.buyers

export interface NewSearch {
  text: string;
  gps: string;
  radiusKm: number;
  /** In whole currency, not in smallest units: it is compared with what sellers say on the network. */
  priceMax?: number;
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
  description: string | null;
  price: Money;
  /** The printed price, where the shop asks for less. */
  marketPrice: Money | null;
  image: string | null;
  distanceKm: number | null;
  /** Null where the shop does not say. */
  available: number | null;
  maximum: number | null;
  category: string | null;
}

export interface SearchSource {
  sellerId: string;
  seller: string;
  offers: number;
  latencyMs: number;
  state: "answered" | "error";
}

export interface Search {
  id: string;
  transactionId: string;
  state: "running" | "complete";
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

export interface Charge {
  title: string;
  kind: string;
  price: Money;
  count: number | null;
  /** Which line it prices; null for what is not goods. */
  itemId: string | null;
}

export type OrderAction = "confirm" | "status" | "track" | "cancel" | "update" | "rating" | "support";

export type OrderState =
  | "Quoting"
  | "Initializing"
  | "Ready"
  | "Paying"
  | "Confirming"
  | "Accepted"
  | "InProgress"
  | "Completed"
  | "Cancelling"
  | "Cancelled"
  | "Failed";

export type OrderPaymentState =
  "None" | "Holding" | "Held" | "Declined" | "Releasing" | "Released" | "Returning" | "Returned";

export interface OrderLine {
  itemId: string;
  name: string;
  count: number;
  price: Money;
}

export interface Order {
  id: string;
  transactionId: string;
  state: OrderState;
  /** The shop. */
  seller: string;
  /** Its node on the network. */
  sellerId: string;
  providerId: string;
  createdAt: string;
  updatedAt: string;
  lines: OrderLine[];
  quote: { price: Money; breakup: Charge[] } | null;
  payment: { state: OrderPaymentState; amount: Money | null; paymentId: string | null };
  fulfilment: {
    state: string;
    agent: string | null;
    agentPhone: string | null;
    gps: string | null;
    trackingUrl: string | null;
    expectedAt: string | null;
    /** Where it is picked up, where the shop says so. */
    shopGps: string | null;
  };
  delivery: Delivery;
  /** Why it failed, or what the buyer should know. */
  notice: string | null;
  /** Empty in lists. */
  timeline: { at: string; what: string; detail: string | null }[];
  actions: OrderAction[];
  /** Nothing more is expected, until one asks for something. */
  settled: boolean;
}

// ---- trade.payments

export interface Wallet {
  owner: string;
  account: string;
  /** What can be spent. */
  balance: Money;
  /** Set aside for orders under way. */
  held: Money;
  toppedUpToday: Money;
  topUpLimitPerDay: Money;
}

// ---- trade.sellers

export interface Shop {
  slug: string;
  name: string;
  city: string;
  address: string;
  gps: string;
  radiusKm: number;
  /** Postal codes it delivers to; none: any within the radius. */
  areaCodes: string[];
  /** Corners, `latitude,longitude`, of where it delivers; none: anywhere within the radius. */
  area: string[];
  online: boolean;
}

/** A participant that sells: open for the network, or closed and answering nobody. */
export interface SellerNode {
  slug: string;
  name: string;
  subscriberId: string;
  isOpen: boolean;
  closedSince: string | null;
  /** Slugs of the shops it sells for. */
  shops: string[];
}

export interface Product {
  id: string;
  shop: string;
  sku: string;
  name: string;
  category: string;
  brand: string;
  price: Money;
  /** The printed price. */
  marketPrice: Money;
  /** Pieces on the shelf, those promised to open orders included. */
  stock: number;
  reserved: number;
  /** On sale; false hides it without forgetting it. */
  available: boolean;
  image: string | null;
}

export interface SellerOrder {
  id: string;
  /** The buyer app's own id. */
  orderId: string;
  transactionId: string;
  shop: string;
  buyerApp: string;
  stage: string;
  lines: { sku: string; name: string; price: Money; ordered: number; count: number }[];
  total: Money;
  endedBecause: string | null;
  createdAt: string;
  updatedAt: string;
  actions: ("accept" | "pack" | "ship" | "cancel")[];
}

export interface CatalogueImport {
  rows: number;
  added: number;
  replaced: number;
  /** Rows that say what the products say already. */
  unchanged: number;
  refused: number;
  /** The first hundred of them. */
  refusedRows: { line: number; code: string; column: string | null; reason: string }[];
}

// ---- trade.logistics

export interface Shipment {
  id: string;
  /** The seller that booked it. */
  customer: string;
  transactionId: string;
  /** As the network writes it: `Out-for-delivery`. */
  state: string;
  /** The kind of delivery that was booked. */
  option: string;
  from: string;
  to: string;
  price: Money;
  position: string;
  /** Why it ended otherwise than planned. */
  reason: string | null;
  createdAt: string;
  updatedAt: string;
  /** When its present state is expected to be over; null when all is. */
  legEndsAt: string | null;
}

// ---- trade.payments, as the partner and operators see them

export interface Payment {
  id: string;
  transactionId: string;
  state: string;
  buyerApp: string;
  payee: string;
  amount: Money;
  refunded: Money;
  remaining: Money;
  /** Why it was declined or returned. */
  reason: string | null;
  createdAt: string;
  updatedAt: string;
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
  verdict: "accepted" | "refused";
  code: string | null;
  /** Why it was refused. */
  reason: string | null;
  deliveryState: "delivered" | "pending" | "dead" | "purged" | null;
  attempts: number;
  bodyBytes: number;
}

export interface MessageDetail {
  message: Message;
  header: string;
  gatewayHeader: string | null;
  bodyBase64: string;
  checks: { name: string; ok: boolean; detail: string }[];
}

export interface DeadDelivery {
  id: string;
  node: string;
  destination: string;
  action: string;
  transactionId: string;
  message: string;
  state: string;
  attempts: number;
  nextAt: string;
  expiresAt: string;
  reason: string | null;
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
