import type {
  Delivery,
  Money,
  NewParticipant,
  Offer,
  OrderAction,
  ParticipantAction,
  ParticipantStatus,
  Search,
} from "../src/api/types";
import { ANARKALI_SWEETS, CORNER_PANTRY, MOUNTAIN_DAIRY } from "./catalogue.ts";
import { accepted, contains, created, none, notFound, ok, page, problem, type Call, type Routes } from "./http.ts";
import { exchange } from "./messages.ts";
import { makeOrder, move, offerOf, progress } from "./orders.ts";
import { actionsOf } from "./seed.ts";
import { iso, publish, random, record, SELLERS, uuid, type World } from "./world.ts";

const DESCRIPTIONS = new Map(
  [...CORNER_PANTRY, ...ANARKALI_SWEETS, ...MOUNTAIN_DAIRY].map(([name, , text]) => [name, text]),
);

const SEARCH_MS = 2_400;

function runSearch(world: World, body: Record<string, unknown>): Search {
  const words = String(body.text).toLowerCase().split(/\s+/);
  const search: Search = {
    id: uuid(),
    transactionId: uuid(),
    state: "running",
    offers: [],
    complete: false,
    sources: [],
  };
  const limit = typeof body.priceMax === "number" ? BigInt(Math.round(body.priceMax * 100)) : null;
  const found = world.products
    .map((_, index) => offerOf(world, index))
    .filter((offer) =>
      words.every((word) => `${offer.item} ${offer.category}`.toLowerCase().includes(word.replace(/s$/, ""))),
    )
    .filter((offer) => limit === null || BigInt(offer.price.units) <= limit)
    .map((offer, index): Offer => ({
      ...offer,
      description: DESCRIPTIONS.get(offer.item) ?? "",
      distanceKm: 0.6 + ((index * 7) % 31) / 10,
    }));
  world.searches.set(search.id, search);
  for (const seller of SELLERS.filter((one) => one.latencyMs > 0)) {
    setTimeout(() => {
      const mine = found.filter((offer) => offer.sellerId === seller.id);
      const latencyMs = seller.latencyMs + Math.floor(random() * 90);
      search.sources.push({
        sellerId: seller.id,
        seller: seller.name,
        offers: mine.length,
        latencyMs,
        state: "answered",
      });
      search.offers.push(...mine);
      publish(world, `search:${search.id}`, "source", search);
    }, seller.latencyMs);
  }
  setTimeout(() => {
    Object.assign(search, { complete: true, state: "complete" });
    publish(world, `search:${search.id}`, "done", search);
    record(world, "trade.buyers.search_completed.v1", search.id, search.transactionId, {
      offers: search.offers.length,
    });
  }, SEARCH_MS);
  return search;
}

const findOrder = ({ world, params, user }: Call) =>
  world.orders.find((order) => order.id === params.id && (order.buyerId === user.id || user.roles.includes("admin")));

const NOT_NOW = problem(409, "buyers.not_now", "The order's state does not allow this.");

function note(world: World, order: World["orders"][number], what: string, detail: string): void {
  order.timeline.push({ at: iso(Date.now()), what, detail });
  publish(world, `order:${order.id}`, "order", { id: order.id });
}

/** The shop answers a moment later, as over the network. */
function asked(call: Call, action: OrderAction, answer: (order: World["orders"][number]) => void) {
  const order = findOrder(call);
  if (order === undefined) return notFound("order");
  if (!order.actions.includes(action)) return NOT_NOW;
  note(call.world, order, `asked: ${action}`, "");
  setTimeout(() => answer(order), 400);
  return accepted(order);
}

export const buyers: Routes = {
  "POST /api/v1/buyers/searches": ({ world, body }) => {
    if (String(body.text ?? "").trim() === "")
      return problem(400, "buyers.empty_search", "Nothing to search for", undefined, {
        text: ["Say what you are looking for."],
      });
    return accepted({ id: runSearch(world, body).id });
  },
  "GET /api/v1/buyers/searches/:id": ({ world, params }) => {
    const search = world.searches.get(params.id ?? "");
    return search
      ? ok(search)
      : problem(
          404,
          "buyers.search_unknown",
          "This search is no longer known",
          "Searches are kept for an hour. Search again.",
        );
  },
  "POST /api/v1/buyers/orders": ({ world, user, body }) => {
    const search = world.searches.get(String(body.searchId));
    if (search === undefined)
      return problem(
        422,
        "buyers.search_expired",
        "These offers have expired",
        "Search again and put them into the cart anew.",
      );
    const wanted = (body.lines as { offerId: string; quantity: number }[]).map(({ offerId, quantity }) => ({
      offer: search.offers.find((one) => one.id === offerId) as Offer,
      quantity,
    }));
    const byProvider = new Map<string, typeof wanted>();
    for (const line of wanted)
      byProvider.set(line.offer.providerId, [...(byProvider.get(line.offer.providerId) ?? []), line]);
    const orders = [...byProvider.values()].map((lines) => {
      const order = makeOrder(user.id, lines, body.delivery as Delivery);
      world.orders.unshift(order);
      exchange(world, order, "selected", Date.now());
      setTimeout(() => move(world, order, "quoted"), 500 + random() * 600);
      setTimeout(() => move(world, order, "agreed"), 1_300 + random() * 600);
      return order;
    });
    return accepted(orders);
  },
  "GET /api/v1/buyers/orders": ({ world, user, query }) =>
    page(
      world.orders.filter((order) => order.buyerId === user.id || user.roles.includes("admin")),
      (order) => order.id,
      query,
    ),
  "GET /api/v1/buyers/orders/:id": (call) => {
    const order = findOrder(call);
    return order ? ok(order) : notFound("order");
  },
  "POST /api/v1/buyers/orders/:id/confirm": ({ world, ...call }) => {
    const order = findOrder({ world, ...call });
    if (order === undefined) return notFound("order");
    if (!order.actions.includes("confirm")) return NOT_NOW;
    move(world, order, "paying");
    setTimeout(() => move(world, order, "created"), 600);
    progress(world, order);
    return accepted(order);
  },
  "POST /api/v1/buyers/orders/:id/cancel": (call) =>
    asked(call, "cancel", (order) => move(call.world, order, "cancelled", Date.now(), String(call.body.reason))),
  "POST /api/v1/buyers/orders/:id/rating": (call) =>
    asked(call, "rating", (order) => note(call.world, order, "rated", `${String(call.body.value)} of 5`)),
  "POST /api/v1/buyers/orders/:id/support": (call) =>
    asked(call, "support", (order) => note(call.world, order, "support", "+92 42 3550 0100, help@skylink.example")),
  "POST /api/v1/buyers/orders/:id/status": (call) => asked(call, "status", () => undefined),
  "POST /api/v1/buyers/orders/:id/track": (call) => asked(call, "track", () => undefined),
  "POST /api/v1/buyers/orders/:id/update": (call) => asked(call, "update", () => undefined),
  "GET /api/v1/payments/wallet": ({ world, user }) => {
    if (!user.roles.includes("buyer")) return problem(403, "identity.forbidden", "Your role has no wallet");
    return ok({ owner: user.id, account: "trade:wallets:hamsafar", ...world.wallet });
  },
  "POST /api/v1/payments/top-ups": ({ world, body }) => {
    const amount = body.amount as Money;
    world.wallet.balance.units = String(BigInt(world.wallet.balance.units) + BigInt(amount.units));
    return created({ id: uuid(), amount, state: "Done", requestedAt: iso(Date.now()) });
  },
};

function decide(action: ParticipantAction, status: ParticipantStatus) {
  return ({ world, params, body, user }: Call) => {
    const found = world.participants.find((one) => one.participant.subscriberId === params.id);
    if (found === undefined) return notFound("participant");
    const { participant, history, participations } = found;
    if (!participant.actions.includes(action)) {
      return problem(409, "registry.illegal_transition", "The participant is not in a state that allows this.");
    }
    const reason = typeof body.reason === "string" ? body.reason : null;
    const at = iso(Date.now());
    Object.assign(participant, { status, reason, actions: actionsOf(status), updatedAt: at });
    if (action === "approve") for (const role of participations) role.accreditedAt = at;
    history.unshift({ at, what: action, by: user.name, reason });
    record(world, "trade.registry.participant_changed.v1", participant.subscriberId, null, { status });
    return ok(participant);
  };
}

export const registry: Routes = {
  "GET /api/v1/registry": () =>
    ok({ subscriberId: "registry.skylink.local", url: "http://127.0.0.1:7100/registry", domain: "ONDC:RET10" }),
  "GET /api/v1/registry/participants": ({ world, query }) =>
    page(
      world.participants
        .map((one) => one.participant)
        .filter(
          (one) =>
            contains(`${one.name} ${one.subscriberId}`, query.get("text")) &&
            contains(one.status, query.get("status")) &&
            contains(one.type, query.get("type")),
        ),
      (one) => one.subscriberId,
      query,
    ),
  "POST /api/v1/registry/participants": ({ world, body, user }) => {
    const { subscriberId, application } = body as unknown as NewParticipant;
    const known = world.participants.find((one) => one.participant.subscriberId === subscriberId);
    if (known !== undefined && known.participant.status !== "REJECTED") {
      const title = "This subscriber id is taken, or its application is decided.";
      return problem(409, "registry.already_known", title);
    }
    const at = iso(Date.now());
    const { legalName: name, type, country } = application;
    const nothing = { kind: null, domain: null, city: null, url: null, reason: null };
    const state = { status: "INITIATED" as const, actions: actionsOf("INITIATED"), createdAt: at, updatedAt: at };
    const participant = { subscriberId, name, type, country, ...nothing, ...state };
    const history = [{ at, what: "applied", by: user.name, reason: null }];
    world.participants = world.participants.filter((one) => one !== known);
    world.participants.unshift({ participant, application, participations: [], keys: [], subscriptions: [], history });
    return created(participant);
  },
  "GET /api/v1/registry/participants/:id": ({ world, params }) => {
    const one = world.participants.find((item) => item.participant.subscriberId === params.id);
    return one ? ok(one) : notFound("participant");
  },
  "POST /api/v1/registry/participants/:id/approve": decide("approve", "SUBSCRIBED"),
  "POST /api/v1/registry/participants/:id/reject": decide("reject", "REJECTED"),
  "POST /api/v1/registry/participants/:id/suspend": decide("suspend", "SUSPENDED"),
  "POST /api/v1/registry/participants/:id/reinstate": decide("reinstate", "SUBSCRIBED"),
  "POST /api/v1/registry/participants/:id/unsubscribe": decide("unsubscribe", "UNSUBSCRIBED"),
  "POST /api/v1/registry/participants/:id/keys/:keyId/revoke": ({ world, params }) => {
    const found = world.participants
      .find((item) => item.participant.subscriberId === params.id)
      ?.keys.find((item) => item.keyId === params.keyId);
    if (found === undefined) return notFound("key");
    Object.assign(found, { state: "REVOKED", revokedAt: iso(Date.now()) });
    record(world, "trade.registry.key_revoked.v1", params.id ?? "", null, { keyId: params.keyId });
    return ok(found);
  },
  "POST /api/v1/registry/self-test": ({ body }) =>
    ok({
      subscriberId: body.subscriberId,
      ok: true,
      at: iso(Date.now()),
      checks: [
        { name: "key", ok: true, detail: "Valid: k2 until 2027-11-15.", durationMs: 0 },
        { name: "status", ok: true, detail: "It is SUBSCRIBED.", durationMs: 0 },
        { name: "reachable", ok: true, detail: "Its server answers.", durationMs: 41.9 },
        { name: "challenge", ok: true, detail: "Answered with the right text.", durationMs: 84.2 },
      ],
    }),
};

const PREFIX: Record<string, RegExp> = {
  buyers: /hamsafar/,
  routing: /gateway/,
  sellers: /pantry|bazaar|ravi/,
  logistics: /wheels/,
  payments: /rupaya/,
};

export const messages: Routes = Object.fromEntries(
  Object.entries(PREFIX).flatMap(([service, node]) => [
    [
      `GET /api/v1/${service}/messages`,
      ({ world, query }: Call) =>
        page(
          world.messages
            .filter(
              (one) =>
                node.test(one.node) &&
                (query.get("transactionId") === null || one.transactionId === query.get("transactionId")),
            )
            .map(({ checks, header, gatewayHeader, bodyBase64, ...one }) => one),
          (one) => one.id,
          query,
        ),
    ],
    [
      `GET /api/v1/${service}/messages/:id`,
      ({ world, params }: Call) => {
        const one = world.messages.find((item) => item.id === params.id);
        if (one === undefined) return notFound("message");
        const { checks, header, gatewayHeader, bodyBase64, ...message } = one;
        return ok({ message, checks, header, gatewayHeader, bodyBase64 });
      },
    ],
    [
      `GET /api/v1/${service}/deliveries`,
      ({ world, query }: Call) =>
        page(
          world.deadDeliveries.filter((one) => one.service === service && one.state === query.get("state")),
          (one) => one.id,
          query,
        ),
    ],
    [`POST /api/v1/${service}/deliveries/:id/redrive`, (call: Call) => endDelivery(call, "delivered")],
    [`DELETE /api/v1/${service}/deliveries/:id`, (call: Call) => endDelivery(call, "purged")],
  ]),
);

function endDelivery({ world, params }: Call, state: "delivered" | "purged") {
  const delivery = world.deadDeliveries.find((one) => one.id === params.id);
  if (delivery === undefined) {
    return problem(404, "network.delivery_not_dead", "There is no dead delivery of this id.");
  }
  world.deadDeliveries = world.deadDeliveries.filter((one) => one !== delivery);
  const message = world.messages.find((one) => one.id === delivery.message);
  if (message) {
    message.deliveryState = state;
    message.reason = state === "purged" ? delivery.reason : null;
  }
  return none();
}
