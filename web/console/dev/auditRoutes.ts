import { createHash } from "node:crypto";
import type {
  AuditAccount,
  AuditAnchor,
  AuditEntry,
  AuditInspection,
  AuditStatus,
  AuditTrust,
  User,
} from "../src/api/types";
import { leafOf, noteOf, proofOf, rootOf, signerOf } from "../src/platform/audit/testLog.ts";
import { none, notFound, ok, page, problem, type Routes } from "./http.ts";
import { iso, uuid, type World } from "./world.ts";

const ORIGIN = "skylink.mock/audit";
const OWN = [signerOf(ORIGIN, 1, 11), signerOf(ORIGIN, 6, 12)];
/** The second one is away since the log had a little less than now. */
const WITNESSES = [
  { name: "witness.lahore.example", signer: signerOf("witness.lahore.example", 4, 13), away: false },
  { name: "witness.karachi.example", signer: signerOf("witness.karachi.example", 6, 14), away: true },
];
const AWAY_SINCE_ENTRIES = 12;
/** This one was changed after it was signed, so that a page can show how that looks. */
const CHANGED = 40;
const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/149.0";

type Shown = Omit<AuditEntry, "isForgotten" | "altered">;

export interface AuditLog {
  entries: Shown[];
  leaves: Uint8Array[];
  heads: { size: number; root: Uint8Array; note: string; at: string; witnesses: string[] }[];
  /** Persons of whom nothing beside their acts is kept. */
  forgotten: Set<string>;
}

interface Act {
  action: string;
  service: string;
  actor: User | null;
  correlation: string | null;
  target: Record<string, string>;
  events: readonly { id: string; type: string; data: unknown }[];
  at: number;
  path: string;
}

/** Requests are told apart by their trace; what the network calls a transaction is known only later. */
const traceId = (at: number): string => uuid(at).replaceAll("-", "");

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const sha256 = (text: string): string => base64url(createHash("sha256").update(text).digest());

/** Members in the order of RFC 8785 as they are written here. */
export function append(log: AuditLog, act: Act): void {
  const id = uuid(act.at);
  const personal = { address: "10.20.0.14", agent: AGENT, path: act.path, salt: sha256(id) };
  const actor = act.actor && {
    credential: "Session",
    organization: act.actor.organization.id,
    user: act.actor.id,
  };
  const at = `${iso(act.at).slice(0, -1)}000Z`;
  const bytes = Buffer.from(
    JSON.stringify({
      action: act.action,
      actor,
      at,
      correlation: act.correlation,
      events: act.events.map((event) => ({
        id: event.id,
        sha256: sha256(JSON.stringify(event.data)),
        type: event.type,
      })),
      id,
      personal: actor && sha256(JSON.stringify(personal)),
      service: act.service,
      target: act.target,
      version: 1,
    }),
  );
  const leaf = leafOf(bytes);
  const { action, service, correlation: correlationId } = act;
  log.entries.push({
    ...{ number: log.entries.length, id, at, service, action, actor, correlationId, target: act.target },
    personal: actor && personal,
    entry: bytes.toString("base64"),
    leafHash: Buffer.from(leaf).toString("base64"),
  });
  log.leaves.push(leaf);
}

function sign(log: AuditLog, at: number, witnesses = WITNESSES.filter(({ away }) => !away)): void {
  const signers = [...OWN, ...witnesses.map(({ signer }) => signer)];
  const [size, root, seconds] = [log.leaves.length, rootOf(log.leaves), Math.floor(at / 1000)];
  const note = noteOf(ORIGIN, log.leaves, signers, seconds);
  log.heads.push({ size, root, note, at: iso(seconds * 1000), witnesses: witnesses.map(({ name }) => name) });
}

const ACTS: Record<string, [action: string, service: string, role: "buyer" | "seller"]> = {
  quoted: ["PlaceOrders", "trade.buyers", "buyer"],
  created: ["ConfirmMyOrder", "trade.buyers", "buyer"],
  accepted: ["AcceptSellerOrder", "trade.sellers", "seller"],
  packed: ["PackSellerOrder", "trade.sellers", "seller"],
  shipped: ["ShipSellerOrder", "trade.sellers", "seller"],
  cancelled: ["CancelMyOrder", "trade.buyers", "buyer"],
};

/** What led to the orders that the mock begins with, and a few things operators did. */
export function seedAudit(world: World, now: number): void {
  const { audit: log } = world;
  const by = (role: string): User | null => world.users.find((user) => user.roles.includes(role as never)) ?? null;
  const acts: Act[] = world.events.flatMap((event) => {
    const known = ACTS[/^trade\.buyers\.order_(\w+)\.v1$/.exec(event.type)?.[1] ?? ""];
    if (known === undefined) return [];
    const [action, service, role] = known;
    const target: Record<string, string> = action === "PlaceOrders" ? {} : { id: event.subject };
    return {
      ...{ action, service, actor: by(role), correlation: traceId(Date.parse(event.at)), events: [event] },
      target,
      at: Date.parse(event.at),
      path: `/api/v1/${service.split(".")[1] ?? ""}/orders`,
    };
  });
  const operators: [action: string, service: string, role: string | null, target: Record<string, string>][] = [
    ["SignIn", "platform.identity", null, {}],
    ["SuspendParticipant", "trade.registry", "operator", { subscriberId: "sindh-stores.example" }],
    ["AddRoutingRule", "trade.routing", "operator", {}],
    ["GrantRoles", "platform.identity", "admin", { id: world.users[7]?.id ?? "" }],
    ["RedriveDeadLetter", "platform.events", "operator", { id: "trade.logistics:11" }],
  ];
  for (const [index, [action, service, role, target]] of operators.entries()) {
    const [at, path] = [now - (index * 3 + 2) * 600_000, `/api/v1/${service.split(".")[1] ?? ""}`];
    const actor = role === null ? null : by(role);
    acts.push({ action, service, actor, correlation: traceId(at), target, events: [], at, path });
  }
  acts.sort((left, right) => left.at - right.at);
  for (const act of acts.slice(0, -AWAY_SINCE_ENTRIES)) append(log, act);
  sign(log, acts.at(-AWAY_SINCE_ENTRIES)?.at ?? now, WITNESSES);
  for (const act of acts.slice(-AWAY_SINCE_ENTRIES)) append(log, act);
  sign(log, now - 4_000);
  const changed = log.entries[CHANGED];
  if (changed) change(changed, by("admin")?.id ?? "");
}

/** As somebody with the database alone would: the row says something else, and the tree does not. */
function change(entry: Shown, user: string): void {
  if (entry.actor === null) return;
  const text = Buffer.from(entry.entry, "base64").toString("utf8").replace(entry.actor.user, user);
  entry.entry = Buffer.from(text).toString("base64");
  entry.leafHash = Buffer.from(leafOf(Buffer.from(text))).toString("base64");
  entry.actor = { ...entry.actor, user };
}

/** Somebody searches: the log grows, and is signed. */
export function noteSearch(world: World): void {
  const [event] = world.events;
  if (event === undefined) return;
  append(world.audit, {
    ...{ action: "StartSearch", service: "trade.buyers", actor: world.users[0] ?? null, target: {}, events: [event] },
    ...{ correlation: event.correlationId, at: Date.now(), path: "/api/v1/buyers/searches" },
  });
  sign(world.audit, Date.now());
}

const shown = (log: AuditLog, { personal, ...entry }: Shown): AuditEntry => {
  const isForgotten = personal !== null && entry.actor !== null && log.forgotten.has(entry.actor.user);
  return {
    ...entry,
    personal: isForgotten ? null : personal,
    isForgotten,
    altered: entry.number === CHANGED ? ["entry"] : [],
  };
};

const ACCOUNT: AuditAccount = { chainId: 11155111, account: "0x8ba1f109551bD432803012645Ac136ddd64DBA72" };
const ANCHORED_BLOCK = 7_402_118;

/** The first head that was signed, as the one that the chain holds. */
function anchorOf(log: AuditLog): AuditAnchor | null {
  const [head] = log.heads;
  if (head === undefined) return null;
  const name = (what: string) => `0x${createHash("sha256").update(`${what} ${head.size}`).digest("hex")}`;
  return {
    ...{ ...ACCOUNT, number: 1, state: "Confirmed", size: head.size, nonce: 0 },
    root: Buffer.from(head.root).toString("base64"),
    ...{ transactionHash: name("transaction"), blockNumber: ANCHORED_BLOCK, blockHash: name("block") },
    ...{ madeAt: head.at, changedAt: head.at },
  };
}

/** Before anything was changed. */
function inspectionOf({ heads: [head] }: AuditLog): AuditInspection | null {
  return head === undefined
    ? null
    : { at: head.at, entries: head.size, alteredCount: 0, altered: [], fault: null, isIntact: true };
}

const fits = (wanted: string | null, said: string | null | undefined): boolean => wanted === null || wanted === said;

export const audit: Routes = {
  "GET /api/v1/audit/entries": ({ world, query }) =>
    page(
      world.audit.entries
        .filter(
          (entry) =>
            fits(query.get("actor"), entry.actor?.user) &&
            fits(query.get("service"), entry.service) &&
            fits(query.get("action"), entry.action) &&
            fits(query.get("correlationId"), entry.correlationId) &&
            Date.parse(entry.at) >= Date.parse(query.get("from") ?? "1970-01-01") &&
            Date.parse(entry.at) < Date.parse(query.get("to") ?? "9999-01-01"),
        )
        .reverse()
        .map((entry) => shown(world.audit, entry)),
      (entry) => String(entry.number),
      query,
    ),
  "GET /api/v1/audit/entries/:number": ({ world, params }) => {
    const entry = world.audit.entries[Number(params.number)];
    return entry === undefined ? notFound("entry") : ok(shown(world.audit, entry));
  },
  "GET /api/v1/audit/entries/:number/proof": ({ world, params }) => {
    const number = Number(params.number);
    const covering = world.audit.heads.filter(({ size }) => size > number);
    const seen = covering.findLast(({ witnesses }) => witnesses.length === WITNESSES.length) ?? covering.at(-1);
    if (seen === undefined) return problem(409, "audit.not_signed", "No signed head covers this yet");
    return { status: 200, text: proofOf(number, world.audit.leaves.slice(0, seen.size), seen.note) };
  },
  "GET /api/v1/audit/status": ({ world: { audit: log } }) => {
    const head = log.heads.at(-1);
    const status: AuditStatus = {
      state: head?.size === log.entries.length ? "Signed" : "Behind",
      behindSince: log.entries[head?.size ?? 0]?.at ?? null,
      size: log.entries.length,
      signedSize: head?.size ?? 0,
      signedAt: head?.at ?? null,
      root: head === undefined ? null : Buffer.from(head.root).toString("base64"),
      witnesses: WITNESSES.map(({ name }) => {
        const seen = log.heads.findLast(({ witnesses }) => witnesses.includes(name));
        return { name, size: seen?.size ?? 0, at: seen?.at ?? null, contradiction: null };
      }),
      inspection: inspectionOf(log),
      anchors: { ...ACCOUNT, confirmed: anchorOf(log), underWay: null, problem: null, problemAt: null },
    };
    return ok(status);
  },
  "GET /api/v1/audit/anchors": ({ world, query }) => {
    const anchor = anchorOf(world.audit);
    return page(anchor === null ? [] : [anchor], ({ number }) => String(number), query);
  },
  "GET /api/v1/audit/trust": () => {
    const keys = OWN.map(({ key }) => key);
    const witnesses = WITNESSES.map(({ signer }) => signer.key);
    const trust: AuditTrust = { origin: ORIGIN, keys, witnesses, anchors: ACCOUNT };
    return ok(trust);
  },
  "DELETE /api/v1/audit/subjects/:id": ({ world, params, user }) => {
    if (!user.roles.includes("admin")) return problem(403, "identity.forbidden", "Your role does not allow this");
    const id = params.id ?? "";
    const isKept = world.audit.entries.some((entry) => entry.actor?.user === id) && !world.audit.forgotten.has(id);
    if (!isKept) return problem(404, "audit.unknown_subject", "There is nothing of this person to be forgotten.");
    world.audit.forgotten.add(id);
    return none();
  },
};
