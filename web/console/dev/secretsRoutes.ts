import type { Secret, SecretStore, SecretVersion } from "../src/api/types";
import { created, none, notFound, ok, problem, type Call, type Routes } from "./http.ts";
import { iso, type World } from "./world.ts";

const DAY = 86_400_000;

const STORE: SecretStore = {
  provider: "Local",
  description: "the local vault (/data/secrets/vault.json)",
  readWithinSeconds: 1,
  valueSizeMax: 65_536,
};

/** What the mock keeps of a secret: versions, and never a value. */
export type StoredSecret = Secret & { versions: SecretVersion[] };

function add(secret: StoredSecret, at: number): StoredSecret {
  const version = String(Math.max(0, ...secret.versions.map((one) => Number(one.version))) + 1);
  for (const one of secret.versions) one.isCurrent = false;
  secret.versions.unshift({ version, createdAt: iso(at), isCurrent: true, labels: [] });
  return Object.assign(secret, { version, changedAt: iso(at) });
}

const empty = (name: string, settings: readonly string[]): StoredSecret => ({
  ...{ name, version: "", changedAt: "", versions: [] },
  usedBy: settings.map((setting) => ({ setting, version: null })),
});

export function seedSecrets(world: World, now: number): void {
  for (const [name, versions, settings] of [
    ["bank/password", 3, ["Settle:Bank:Password"]],
    ["db/ledger", 5, ["ConnectionStrings:settle.ledger", "ConnectionStrings:settle.reports"]],
    ["partner.token", 1, []],
  ] as const) {
    const secret = empty(name, settings);
    for (let left = versions; left > 0; left--) add(secret, now - left * 9 * DAY);
    world.secrets.push(secret);
  }
}

const shown = ({ name, version, changedAt, usedBy }: StoredSecret): Secret => ({ name, version, changedAt, usedBy });

function put({ world, params }: Call) {
  const name = params.name ?? "";
  const known = world.secrets.find((one) => one.name === name);
  const secret = known ?? empty(name, []);
  if (known === undefined) world.secrets.push(secret);
  world.secrets.sort((left, right) => (left.name < right.name ? -1 : 1));
  return created({ name, version: add(secret, Date.now()).version });
}

export const secrets: Routes = {
  "GET /api/v1/secrets": ({ world, query }) => {
    const limit = Number(query.get("limit") ?? "50");
    const rest = world.secrets.filter((one) => one.name > (query.get("after") ?? ""));
    const items = rest.slice(0, limit).map(shown);
    return ok({ items, next: rest.length > limit ? (items.at(-1)?.name ?? null) : null, store: STORE });
  },
  "GET /api/v1/secrets/:name": ({ world, params }) => {
    const secret = world.secrets.find((one) => one.name === params.name);
    return secret === undefined
      ? notFound("secret")
      : ok({ name: secret.name, usedBy: secret.usedBy, versions: secret.versions });
  },
  "POST /api/v1/secrets/:name/versions": put,
  "POST /api/v1/secrets/:name/generate": put,
  "POST /api/v1/secrets/:name/versions/:version/rollback": ({ world, params }) => {
    const secret = world.secrets.find((one) => one.name === params.name);
    const wanted = secret?.versions.find((one) => one.version === params.version);
    if (secret === undefined || wanted === undefined) return notFound("version");
    for (const one of secret.versions) one.isCurrent = one === wanted;
    Object.assign(secret, { version: wanted.version, changedAt: iso(Date.now()) });
    return ok({ name: secret.name, version: wanted.version });
  },
  "DELETE /api/v1/secrets/:name": ({ world, params }) => {
    const secret = world.secrets.find((one) => one.name === params.name);
    if (secret === undefined) return notFound("secret");
    if (secret.usedBy.length > 0) return problem(409, "secrets.in_use", "Settings refer to the secret.");
    world.secrets.splice(world.secrets.indexOf(secret), 1);
    return none();
  },
};
