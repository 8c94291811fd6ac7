import { createHash } from "node:crypto";
import type { SignatureAlgorithm, SignatureKey } from "../src/api/types";
import { created, notFound, ok, page, problem, type Call, type Routes } from "./http.ts";
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

export const signatures: Routes = {
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
