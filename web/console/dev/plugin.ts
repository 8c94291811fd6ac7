import type { IncomingMessage, ServerResponse } from "node:http";
import type { Connect, Plugin } from "vite";
import { audit, noteSearch } from "./auditRoutes.ts";
import { drawing } from "./catalogue.ts";
import { HEALTH, hosting } from "./hostingRoutes.ts";
import { match, problem, type Answer, type Routes } from "./http.ts";
import { ledger } from "./ledgerRoutes.ts";
import { events, identity } from "./platformRoutes.ts";
import { makeWorld } from "./seed.ts";
import { routing } from "./routingRoutes.ts";
import { secrets } from "./secretsRoutes.ts";
import { sellers } from "./sellerRoutes.ts";
import { signatures } from "./signaturesRoutes.ts";
import { buyers, messages, registry } from "./tradeRoutes.ts";
import { NODES, random, record, uuid, type World } from "./world.ts";

const ROUTES: Routes = {
  ...identity,
  ...events,
  ...audit,
  ...signatures,
  ...secrets,
  ...buyers,
  ...sellers,
  ...registry,
  ...routing,
  ...messages,
  ...ledger,
  ...hosting,
};
const PUBLIC = new Set(["POST /api/v1/identity/sessions"]);
const LATENCY_MS = 60;

/** Who may call what, by prefix; the rest is open to everyone signed in. */
const ALLOWED: [prefix: string, roles: string[]][] = [
  ["/api/v1/identity/users", ["admin", "operator", "partner"]],
  ["/api/v1/identity/permissions", ["admin", "operator", "analyst", "partner"]],
  ["/api/v1/audit", ["admin", "operator"]],
  ["/api/v1/signatures", ["admin", "operator", "partner"]],
  ["/api/v1/secrets", ["admin"]],
  ["/api/v1/events", ["admin", "operator", "analyst"]],
  ["/api/v1/hosting", ["admin", "operator", "analyst"]],
  ["/api/v1/registry", ["admin", "operator", "analyst", "partner"]],
  ["/api/v1/routing/rules", ["admin", "operator", "analyst"]],
  ["/api/v1/buyers/messages", ["admin", "operator", "analyst", "partner", "buyer", "seller"]],
  ["/api/v1/buyers/deliveries", ["admin", "operator", "partner"]],
  ["/api/v1/buyers", ["admin", "buyer"]],
  ["/api/v1/sellers/messages", ["admin", "operator", "analyst", "partner", "seller"]],
  ["/api/v1/sellers", ["admin", "seller", "partner", "operator", "analyst"]],
  ["/api/v1/ledger", ["admin", "operator", "analyst"]],
];

/** Answers the console's calls from memory, for building pages and for tests without a platform. */
export function mockApi(): Plugin {
  const world = makeWorld();
  const middleware: Connect.NextHandleFunction = (request, response, next) =>
    void answer(world, request, response, next);
  let beat: ReturnType<typeof setInterval> | undefined;
  const start = () => {
    beat ??= setInterval(() => heartbeat(world), 3_000);
    beat.unref();
  };
  return {
    name: "skylink-mock-api",
    configureServer: (server) => {
      start();
      server.middlewares.use(middleware);
    },
    configurePreviewServer: (server) => {
      start();
      server.middlewares.use(middleware);
    },
  };
}

const BEATS = [
  "trade.routing.search_routed.v1",
  "trade.buyers.search_completed.v1",
  "trade.logistics.rider_moved.v1",
  "platform.identity.signed_in.v1",
];

function heartbeat(world: World): void {
  const type = BEATS[Math.floor(random() * BEATS.length)] ?? "trade.routing.search_routed.v1";
  record(world, type, Object.values(NODES)[Math.floor(random() * 6)] ?? "", uuid().replaceAll("-", ""), { mock: true });
  if (type === "trade.buyers.search_completed.v1") noteSearch(world);
}

async function answer(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://mock");
  const method = request.method ?? "GET";
  if (url.pathname === "/health") return send(response, { status: 200, body: HEALTH });
  if (url.pathname.startsWith("/mock-images/")) return image(response, url.pathname);
  if (!url.pathname.startsWith("/api/")) return next();
  const text = await read(request);
  await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));

  const session = /skylink_session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  const user = world.users.find((one) => one.id === session && one.state === "active");
  const open = PUBLIC.has(`${method} ${url.pathname}`);
  if (user === undefined && !open) return send(response, problem(401, "identity.signed_out", "Nobody is signed in"));
  if (method !== "GET" && request.headers["x-skylink-request"] !== "1")
    return send(response, problem(403, "platform.forged_request", "The request header is missing"));
  if (method === "POST" && !request.headers["idempotency-key"])
    return send(response, problem(400, "platform.idempotency_key_missing", "Idempotency-Key is missing"));
  const rule = ALLOWED.find(([prefix]) => url.pathname.startsWith(prefix));
  if (user && rule && !user.roles.some((role) => rule[1].includes(role))) {
    return send(
      response,
      problem(403, "identity.forbidden", "Your role does not allow this", `It needs one of: ${rule[1].join(", ")}.`),
    );
  }
  if (url.pathname.endsWith("/stream")) return stream(world, url, request, response);
  const found = match(ROUTES, method, url.pathname);
  if (found === null) return send(response, problem(404, "platform.unknown_route", "There is nothing at this address"));
  const json = (request.headers["content-type"] ?? "").includes("json") && text !== "";
  const body = json ? (JSON.parse(text) as Record<string, unknown>) : {};
  send(
    response,
    found.handler({
      world,
      user: user as NonNullable<typeof user>,
      params: found.params,
      query: url.searchParams,
      body,
      text,
    }),
  );
}

function stream(world: World, url: URL, request: IncomingMessage, response: ServerResponse): void {
  const search = /searches\/([^/]+)\/stream/.exec(url.pathname)?.[1];
  const order = /orders\/([^/]+)\/stream/.exec(url.pathname)?.[1];
  const channel = search !== undefined ? `search:${search}` : order !== undefined ? `order:${order}` : "events";
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(": open\n\n");
  const tell = (id: string, event: string, data: unknown) =>
    response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const since = Number(request.headers["last-event-id"] ?? "0");
  if (channel === "events" && since > 0) {
    const missed = world.events.slice(0, Math.max(0, world.events.length - since)).reverse();
    missed.forEach((event, index) => tell(String(since + index + 1), "event", event));
  }
  const listeners = world.listeners.get(channel) ?? new Set();
  world.listeners.set(channel, listeners.add(tell));
  const ping = setInterval(() => response.write(": ping\n\n"), 15_000);
  request.on("close", () => {
    listeners.delete(tell);
    clearInterval(ping);
  });
}

function image(response: ServerResponse, path: string): void {
  const [, , category = "", variant = "0"] = path.split("/");
  response.writeHead(200, { "content-type": "image/svg+xml", "cache-control": "max-age=3600" });
  response.end(drawing(decodeURIComponent(category), Number.parseInt(variant, 10)));
}

function send(response: ServerResponse, { status, body, text, cookie }: Answer): void {
  const headers: Record<string, string> = {
    "content-type": text !== undefined ? "text/plain" : status >= 400 ? "application/problem+json" : "application/json",
    "cache-control": "no-store",
  };
  if (cookie !== undefined) headers["set-cookie"] = cookie;
  response.writeHead(status, headers);
  response.end(text ?? (body === undefined ? undefined : JSON.stringify(body)));
}

const MAX_BODY_BYTES = 8 * 1024 * 1024;

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new RangeError("The body is too large for the mock");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
