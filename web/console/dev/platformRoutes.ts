import type { Me, Permission, Role, User } from "../src/api/types";
import { contains, created, none, notFound, ok, page, problem, type Routes } from "./http.ts";
import { iso, record, uuid, type World } from "./world.ts";

const meOf = (user: User): Me => ({
  userId: user.id,
  email: user.email,
  name: user.name,
  organization: user.organization,
  roles: user.roles,
  permissions: PERMISSIONS.filter((permission) => permission.roles.some((role) => user.roles.includes(role))).map(
    (permission) => permission.name,
  ),
});

const p = (name: string, description: string, roles: Role[]): Permission => {
  const [area = "", service = ""] = name.split(".");
  return { name, description, area, service: `${area}.${service}`, roles };
};

export const PERMISSIONS: Permission[] = [
  p("platform.identity.read_users", "See users and their roles", ["admin", "operator"]),
  p("platform.identity.manage_users", "Create users, give roles, disable", ["admin"]),
  p("platform.identity.manage_api_keys", "Create and revoke API keys", ["admin"]),
  p("platform.audit.read", "Read the audit log, its proofs and its state", ["operator", "admin"]),
  p("platform.audit.forget", "Forget what the audit log tells of a person beside their acts", ["admin"]),
  p("platform.events.read", "Read the event journal", ["operator", "analyst", "admin"]),
  p("platform.events.redrive", "Redrive and purge dead letters", ["operator", "admin"]),
  p("platform.events.replay", "Set a subscription back", ["admin"]),
  p("trade.registry.read", "See participants and their keys", ["operator", "analyst", "partner", "admin"]),
  p("trade.registry.approve", "Approve, suspend, reinstate", ["operator", "admin"]),
  p("trade.registry.revoke_keys", "Revoke a participant's key", ["operator", "admin"]),
  p("trade.buyers.search", "Search the network", ["buyer", "admin"]),
  p("trade.buyers.order", "Order, cancel, rate", ["buyer", "admin"]),
  p("trade.sellers.read", "See products and shop orders", ["seller", "operator", "admin"]),
  p("trade.sellers.fulfil", "Accept, pack and ship orders", ["seller", "admin"]),
  p("trade.sellers.import", "Import catalogues", ["seller", "admin"]),
  p("trade.routing.read_messages", "Read protocol messages of the gateway", ["operator", "analyst", "admin"]),
  p("settle.ledger.read", "See accounts and postings", ["operator", "analyst", "admin"]),
];

export const identity: Routes = {
  "POST /api/v1/identity/sessions": ({ world, body }) => {
    const user = world.users.find(
      (one) => one.email === String(body.email).toLowerCase() && one.password === body.password,
    );
    if (user === undefined || user.state === "disabled")
      return problem(401, "identity.wrong_credentials", "Sign-in refused");
    user.lastSignInAt = iso(Date.now());
    return { ...created(meOf(user)), cookie: `skylink_session=${user.id}; Path=/; HttpOnly; SameSite=Lax` };
  },
  "GET /api/v1/identity/sessions/current": ({ user }) => ok(meOf(user)),
  "DELETE /api/v1/identity/sessions/current": () => ({ ...none(), cookie: "skylink_session=; Path=/; Max-Age=0" }),
  "GET /api/v1/identity/users": ({ world, query }) =>
    page(
      world.users
        .filter(
          (user) =>
            contains(`${user.name} ${user.email}`, query.get("text")) &&
            (query.get("role") === null || user.roles.includes(query.get("role") as Role)) &&
            contains(user.state, query.get("state")),
        )
        .map(({ password, ...user }) => user),
      (user) => user.id,
      query,
    ),
  "POST /api/v1/identity/users": ({ world, body }) => {
    if (world.users.some((one) => one.email === body.email)) {
      return problem(409, "identity.email_taken", "Another account has this e-mail address.");
    }
    const user = {
      id: uuid(),
      email: String(body.email),
      name: String(body.name),
      password: String(body.password),
      roles: body.roles as Role[],
      state: "active" as const,
      organization: {
        id: String(body.organizationId),
        name: world.users.find((one) => one.organization.id === body.organizationId)?.organization.name ?? "",
      },
      lastSignInAt: null,
      createdAt: iso(Date.now()),
    };
    world.users.push(user);
    return created(user);
  },
  "PUT /api/v1/identity/users/:id/roles": ({ world, params, body }) =>
    change(world, params, (user) => {
      user.roles = body.roles as Role[];
    }),
  "POST /api/v1/identity/users/:id/disable": ({ world, params }) =>
    change(world, params, (user) => {
      user.state = "disabled";
    }),
  "POST /api/v1/identity/users/:id/enable": ({ world, params }) =>
    change(world, params, (user) => {
      user.state = "active";
    }),
  "GET /api/v1/identity/organizations": ({ world, query }) =>
    page(
      [...new Map(world.users.map((user) => [user.organization.id, user.organization])).values()],
      (one) => one.id,
      query,
    ),
  "GET /api/v1/identity/permissions": () => ok(PERMISSIONS),
};

function change(world: World, params: Record<string, string>, apply: (user: User) => void) {
  const user = world.users.find((one) => one.id === params.id);
  if (user === undefined) return notFound("user");
  apply(user);
  return ok(user);
}

export const events: Routes = {
  "GET /api/v1/events": ({ world, query }) =>
    page(
      world.events.filter(
        (event) =>
          event.type.startsWith(query.get("type") ?? "") &&
          contains(event.subject, query.get("subject")) &&
          event.at >= (query.get("from") ?? "") &&
          event.at < (query.get("to") ?? "9999") &&
          contains(event.service, query.get("service")) &&
          (query.get("correlationId") === null || event.correlationId === query.get("correlationId")),
      ),
      (event) => event.id,
      query,
    ),
  "GET /api/v1/events/subscriptions": ({ world, query }) => page(world.subscriptions, (one) => one.name, query),
  "POST /api/v1/events/subscriptions/:name/replay": ({ world, params }) => {
    const subscription = world.subscriptions.find((one) => one.name === params.name);
    if (subscription === undefined) return notFound("subscription");
    subscription.lag += 1200;
    return { status: 202, body: {} };
  },
  "GET /api/v1/events/dead-letters": ({ world, query }) =>
    page(
      world.deadLetters.filter(
        (one) => contains(one.subscription, query.get("subscription")) && contains(one.type, query.get("type")),
      ),
      (one) => one.id,
      query,
    ),
  "POST /api/v1/events/dead-letters/:id/redrive": ({ world, params }) => drop(world, params.id ?? "", "redriven"),
  "DELETE /api/v1/events/dead-letters/:id": ({ world, params }) => drop(world, params.id ?? "", "purged"),
};

function drop(world: World, id: string, what: string) {
  const letter = world.deadLetters.find((one) => one.id === id);
  if (letter === undefined) return notFound("dead letter");
  world.deadLetters = world.deadLetters.filter((one) => one !== letter);
  const subscription = world.subscriptions.find((one) => one.name === letter.subscription);
  if (subscription) subscription.dead = Math.max(0, subscription.dead - 1);
  record(world, `platform.events.dead_letter_${what}.v1`, letter.subject, null, { id });
  return { status: 204 };
}
