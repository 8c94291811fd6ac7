import { createHash, createPublicKey, type JsonWebKey } from "node:crypto";
import type { SignatureAlgorithm, SignatureClient, SignatureClientKey, SignatureKey } from "../src/api/types";
import { created, notFound, ok, page, problem, type Answer, type Call, type Routes } from "./http.ts";
import { iso, uuid, type World } from "./world.ts";

const DAY = 86_400_000;

export function makeKey(
  purpose: string,
  owner: string,
  algorithm: SignatureAlgorithm,
  version: number,
  state: SignatureKey["state"],
  signsFrom: number,
): SignatureKey {
  return {
    ...{ purpose, owner, algorithm, version, state, revokedAt: null },
    id: createHash("sha256").update(uuid(signsFrom)).digest("base64url"),
    publishedAt: iso(signsFrom - 7 * DAY),
    signsFrom: iso(signsFrom),
    signsUntil: iso(signsFrom + 90 * DAY),
    verifiesUntil: iso(signsFrom + 120 * DAY),
  };
}

export function seedKeys(world: World, now: number): void {
  for (const algorithm of ["EdDSA", "ML-DSA-65"] as const) {
    for (const [version, state, from] of [
      [3, "Published", now + 5 * DAY],
      [2, "Signs", now - 85 * DAY],
      [1, "Retired", now - 175 * DAY],
    ] as const)
      world.keys.push(makeKey("invoices", "corner-pantry", algorithm, version, state, from));
  }
  world.keys.push(makeKey("statements", "platform", "ES256", 1, "Signs", now - 12 * DAY));
}

/** The next one signs, and one more is published. */
function succeed(world: World, key: SignatureKey): SignatureKey {
  const now = Date.now();
  const kin = world.keys.filter(
    (one) => one.purpose === key.purpose && one.owner === key.owner && one.algorithm === key.algorithm,
  );
  const version = Math.max(...kin.map((one) => one.version));
  const waiting = kin.find((one) => one.state === "Published");
  const next = waiting ?? makeKey(key.purpose, key.owner, key.algorithm, version + 1, "Signs", now);
  if (waiting === undefined) world.keys.unshift(next);
  Object.assign(next, { state: "Signs", signsFrom: iso(now) });
  return next;
}

function change({ world, params }: Call, apply: (key: SignatureKey) => SignatureKey) {
  const key = world.keys.find((one) => one.id === params.id);
  return key === undefined ? notFound("key") : ok(apply(key));
}

type ClientKeys = Pick<SignatureClientKey, "classicId" | "postQuantumId">;

function clientKey(state: SignatureClientKey["state"], at: number, keys: ClientKeys): SignatureClientKey {
  return { ...keys, id: uuid(at), state, registeredAt: iso(at), revokedAt: null };
}

const hash = (text: string): string => createHash("sha256").update(text).digest("base64url");
const someKeys = (): ClientKeys => ({ classicId: hash(uuid()), postQuantumId: hash(uuid()) });

export function seedClients(world: World, now: number): void {
  const rows: [string, string, number, number, SignatureClientKey["state"][]][] = [
    ["Payouts at night", "skylink-network", 48_213, 120, ["Revoked", "Current", "Substitute"]],
    ["Order bridge", "corner-pantry", 1_204, 41, ["Current"]],
    ["Old warehouse", "quick-wheels", 77, 33, ["Revoked"]],
  ];
  for (const [name, owner, lastSequence, days, states] of rows) {
    const at = now - days * DAY;
    const keys = states.map((state, index) => clientKey(state, at + index * 30 * DAY, someKeys()));
    for (const key of keys) if (key.state === "Revoked") key.revokedAt = iso(Date.parse(key.registeredAt) + 31 * DAY);
    world.clients.push({ id: uuid(at), owner, name, lastSequence, createdAt: iso(at), keys });
  }
}

/** RFC 7638, of the members that are named, in their order. */
const thumbprint = (jwk: JsonWebKey, members: readonly string[]): string =>
  hash(JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]]))));

/** Null where the platform takes none of it. */
function readKeys({ body }: Call): ClientKeys | null {
  const [classic, postQuantum] = [body.classic as JsonWebKey, body.postQuantum as JsonWebKey];
  try {
    createPublicKey({ key: classic, format: "jwk" });
  } catch {
    return null;
  }
  if (classic.d !== undefined || postQuantum.kty !== "AKP" || postQuantum.alg !== "ML-DSA-44") return null;
  return {
    classicId: thumbprint(classic, classic.kty === "EC" ? ["crv", "kty", "x", "y"] : ["crv", "kty", "x"]),
    postQuantumId: thumbprint(postQuantum, ["alg", "kty", "pub"]),
  };
}

const seesAll = ({ user }: Call): boolean => user.roles.some((role) => role === "admin" || role === "operator");
const isFor = ({ user }: Call, { owner }: SignatureClient): boolean =>
  user.roles.includes("admin") || owner === user.organization.id;

function withClient(call: Call, apply: (client: SignatureClient) => Answer): Answer {
  const client = call.world.clients.find((one) => one.id === call.params.id);
  return client === undefined || !isFor(call, client)
    ? problem(404, "signatures.unknown_client", "There is no such client.")
    : apply(client);
}

function withClientKeys(call: Call, apply: (keys: ClientKeys) => Answer): Answer {
  const keys = readKeys(call);
  return keys === null
    ? problem(400, "signatures.client_key_invalid", "Give public keys: one of ES256 or EdDSA, and one of ML-DSA-44.")
    : apply(keys);
}

function revokeClientKey(client: SignatureClient, id: string | undefined): Answer {
  const key = client.keys.find((one) => one.id === id);
  if (key === undefined) return problem(404, "signatures.unknown_key", "There is no such key.");
  if (key.state === "Revoked") return problem(409, "signatures.already_revoked", "The key is revoked.");
  const substitute = client.keys.find((one) => one.state === "Substitute");
  if (key.state === "Current" && substitute !== undefined) substitute.state = "Current";
  Object.assign(key, { state: "Revoked", revokedAt: iso(Date.now()) });
  return ok(client);
}

const clients: Routes = {
  "GET /api/v1/signatures/clients": (call) =>
    page(
      call.world.clients.filter((client) => seesAll(call) || isFor(call, client)),
      (client) => client.id,
      call.query,
    ),
  "POST /api/v1/signatures/clients": (call) =>
    withClientKeys(call, (keys) => {
      const [name, owner, now] = [String(call.body.name), call.user.organization.id, Date.now()];
      if (call.world.clients.some((client) => client.name === name && client.owner === owner))
        return problem(409, "signatures.client_taken", "The organization has a client of this name.");
      const made = { id: uuid(now), owner, name, lastSequence: 0, createdAt: iso(now) };
      call.world.clients.push({ ...made, keys: [clientKey("Current", now, keys)] });
      return created(call.world.clients.at(-1));
    }),
  "POST /api/v1/signatures/clients/:id/substitute": (call) =>
    withClientKeys(call, (keys) =>
      withClient(call, (client) => {
        if (!call.user.roles.includes("admin"))
          return problem(403, "signatures.substitute_not_allowed", "The mock checks no proof; be an administrator.");
        const isFirst = client.keys.every((key) => key.state === "Revoked");
        client.keys.push(clientKey(isFirst ? "Current" : "Substitute", Date.now(), keys));
        return created(client);
      }),
    ),
  "POST /api/v1/signatures/clients/:id/keys/:keyId/revoke": (call) =>
    withClient(call, (client) => revokeClientKey(client, call.params.keyId)),
};

export const signatures: Routes = {
  ...clients,
  "GET /api/v1/signatures/keys": ({ world, query }) =>
    page(
      world.keys.filter(
        (key) =>
          key.purpose === (query.get("purpose") ?? key.purpose) && key.owner === (query.get("owner") ?? key.owner),
      ),
      (key) => key.id,
      query,
    ),
  "POST /api/v1/signatures/keys": ({ world, body, user }) => {
    const [purpose, owner] = [String(body.purpose), typeof body.owner === "string" ? body.owner : user.organization.id];
    if (world.keys.some((key) => key.purpose === purpose && key.owner === owner))
      return problem(409, "signatures.purpose_exists", "This purpose has keys.");
    const keys = (body.algorithms as SignatureAlgorithm[]).map((algorithm) =>
      makeKey(purpose, owner, algorithm, 1, "Signs", Date.now()),
    );
    world.keys.unshift(...keys);
    return created({ keys });
  },
  "POST /api/v1/signatures/keys/:id/rotate": (call) =>
    change(call, (key) => {
      Object.assign(key, { state: "Retired", signsUntil: iso(Date.now()) });
      return succeed(call.world, key);
    }),
  "POST /api/v1/signatures/keys/:id/revoke": (call) =>
    change(call, (key) => {
      if (key.state === "Signs") succeed(call.world, key);
      return Object.assign(key, { state: "Revoked", revokedAt: iso(Date.now()) });
    }),
};
