import type { DataKeys, Health, Installation, ServiceDependency } from "../src/api/types";
import { ok, type Routes } from "./http.ts";
import { iso } from "./world.ts";

const STARTED = Date.now() - 3 * 3_600_000;
const calls = (service: string): ServiceDependency => ({ service, kind: "Calls" });
const hears = (service: string): ServiceDependency => ({ service, kind: "Hears" });
const identity = calls("platform.identity");
const registry = hears("trade.registry");

const MODULES: [name: string, endpoints: number, contracts: string[], needs: ServiceDependency[]][] = [
  ["platform.events", 10, [], [identity]],
  ["platform.gateways", 1, [], [identity]],
  ["platform.identity", 21, ["IIdentity"], []],
  ["settle.ledger", 8, ["ILedger"], [identity]],
  ["trade.buyers", 23, [], [identity, registry]],
  ["trade.logistics", 13, [], [identity, registry]],
  ["trade.payments", 13, [], [identity, calls("settle.ledger"), registry]],
  ["trade.registry", 16, [], [identity]],
  ["trade.routing", 16, [], [identity, registry]],
  ["trade.sellers", 23, [], [identity, registry]],
];

export const HEALTH: Health = {
  status: "Healthy",
  checks: MODULES.map(([name], index) => ({
    name,
    status: "Healthy",
    detail: null,
    durationMilliseconds: 0.6 + index * 0.4,
    dependencies: [
      {
        name: "database",
        status: "Healthy",
        detail: null,
        durationMilliseconds: 0.6 + index * 0.4,
        dependencies: null,
      },
    ],
  })),
};

const INSTALLATION: Installation = {
  processes: [
    {
      processId: 4021,
      version: "0.1.0+mock",
      startedAt: iso(STARTED),
      addresses: ["http://127.0.0.1:7100"],
      modules: MODULES.map(([name, endpoints, contracts, dependsOn]) => ({
        name,
        version: "0.1.0+mock",
        endpoints,
        contracts,
        subscriptions: dependsOn.filter(({ kind }) => kind === "Hears").map(() => `${name}.participants`),
        dependsOn,
      })),
    },
  ],
  silent: [],
};

const COLUMNS: Record<string, string[]> = {
  "platform.identity": ["users.email", "users.name", "sessions.agent", "sessions.address", "signing_keys.sealed"],
  "trade.buyers": ["messages.body", "node_keys.signing", "node_keys.encryption", "orders.document", "searches.query"],
  "trade.sellers": ["messages.body", "node_keys.signing", "node_keys.encryption", "sales.details"],
};

const DATA_KEYS: DataKeys = {
  services: MODULES.map(([service]) => ({
    service,
    number: 1,
    sealsFrom: iso(STARTED),
    nextFrom: null,
    columns: ["idempotency.answer", "audit_outbox.personal", ...(COLUMNS[service] ?? [])],
    outdated: [],
  })),
  silent: [],
};

export const hosting: Routes = {
  "GET /api/v1/hosting/services": () => ok(INSTALLATION),
  "GET /api/v1/hosting/data-keys": () => ok(DATA_KEYS),
  "POST /api/v1/hosting/data-keys/rotate": () => {
    for (const one of DATA_KEYS.services) one.nextFrom ??= iso(Date.now() + 5 * 60_000);
    return ok(DATA_KEYS);
  },
};
