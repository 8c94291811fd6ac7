import type {
  Delivery,
  MessageDetail,
  NewParticipant,
  Offer,
  ParticipantAction,
  ParticipantDetail,
  ParticipantStatus,
  Search,
  SellerOrder,
} from "../src/api/types";
import { ANARKALI_SWEETS, CORNER_PANTRY, MOUNTAIN_DAIRY } from "./catalogue.ts";
import { accepted, contains, created, notFound, ok, page, problem, type Call, type Routes } from "./http.ts";
import { exchange } from "./messages.ts";
import { makeOrder, move, offerOf, progress } from "./orders.ts";
import { actionsOf } from "./seed.ts";
import { iso, publish, random, record, rupees, SELLERS, uuid, type World } from "./world.ts";

const DESCRIPTIONS = new Map(
  [...CORNER_PANTRY, ...ANARKALI_SWEETS, ...MOUNTAIN_DAIRY].map(([name, , text]) => [name, text]),
);

function runSearch(world: World, body: Record<string, unknown>): Search {
  const words = String(body.text).toLowerCase().split(/\s+/);
  const search: Search = {
    id: uuid(),
    state: "searching",
    offers: [],
    complete: false,
    sources: SELLERS.map((seller) => ({
      sellerId: seller.id,
      seller: seller.name,
      offers: 0,
      latencyMs: null,
      state: "waiting",
    })),
  };
  const limit = body.priceMax === undefined ? null : BigInt((body.priceMax as { units: string }).units);
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
  for (const [index, seller] of SELLERS.entries()) {
    const source = search.sources[index];
    setTimeout(() => {
      if (source === undefined) return;
      const mine = found.filter((offer) => offer.sellerId === seller.id);
      const failed = seller.latencyMs === 0;
      Object.assign(source, {
        offers: mine.length,
        state: failed ? "failed" : mine.length === 0 ? "empty" : "answered",
        latencyMs: failed ? null : seller.latencyMs + Math.floor(random() * 90),
      });
      search.offers.push(...mine);
      publish(world, `search:${search.id}`, "source", source);
      if (search.sources.every((one) => one.state !== "waiting")) {
        search.complete = true;
        search.state = "complete";
        publish(world, `search:${search.id}`, "done", {});
        record(world, "trade.buyers.search_completed.v1", search.id, search.id, {
          offers: search.offers.length,
        });
      }
    }, seller.latencyMs || 2_400);
  }
  return search;
}

const findOrder = ({ world, params, user }: Call) =>
  world.orders.find((order) => order.id === params.id && (order.buyerId === user.id || user.roles.includes("admin")));

function act(call: Call, from: string, steps: readonly (readonly [state: string, delayMs: number])[]) {
  const order = findOrder(call);
  if (order === undefined) return notFound("order");
  if (order.state !== from)
    return problem(409, "buyers.wrong_state", "The order is not in that state", `It is ${order.state}.`);
  order.actions = [];
  for (const [state, delayMs] of steps) setTimeout(() => move(call.world, order, state), delayMs);
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
      setTimeout(() => move(world, order, "quoted"), 700 + random() * 900);
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
  "POST /api/v1/buyers/orders/:id/init": (call) => act(call, "quoted", [["initialized", 500]]),
  "POST /api/v1/buyers/orders/:id/confirm": (call) => {
    const answer = act(call, "initialized", [["created", 600]]);
    const order = findOrder(call);
    if (order && answer.status === 202) progress(call.world, order);
    return answer;
  },
  "POST /api/v1/buyers/orders/:id/cancel": (call) => {
    const order = findOrder(call);
    if (order === undefined) return notFound("order");
    if (!order.actions.includes("cancel"))
      return problem(409, "buyers.too_late", "It is too late to cancel", "The rider is on the way.");
    move(call.world, order, "cancelled", Date.now(), String(call.body.reason));
    return accepted(order);
  },
  "POST /api/v1/buyers/orders/:id/rating": (call) => {
    const order = findOrder(call);
    if (order === undefined) return notFound("order");
    order.rating = Number(call.body.value);
    order.actions = order.actions.filter((action) => action !== "rating");
    order.timeline.push({ at: iso(Date.now()), what: "rated", detail: `${order.rating} of 5` });
    return accepted(order);
  },
  "POST /api/v1/buyers/orders/:id/support": (call) => {
    const order = findOrder(call);
    if (order === undefined) return notFound("order");
    order.support = { phone: "+92 42 3550 0100", email: "help@skylink.example", url: null };
    order.timeline.push({ at: iso(Date.now()), what: "support_asked", detail: String(call.body.message) });
    return accepted(order);
  },
  "POST /api/v1/buyers/orders/:id/status": (call) => {
    const order = findOrder(call);
    return order ? accepted(order) : notFound("order");
  },
  "POST /api/v1/buyers/orders/:id/track": (call) => {
    const order = findOrder(call);
    return order ? accepted(order) : notFound("order");
  },
  "GET /api/v1/buyers/wallet": () => ok({ balance: rupees(48_250), held: rupees(6_120) }),
};

const ACTIONS: Record<string, SellerOrder["actions"]> = {
  created: ["accept", "cancel"],
  accepted: ["pack", "cancel"],
  packed: ["ship"],
};
const NEXT: Record<string, string> = { accept: "accepted", pack: "packed", ship: "shipped", cancel: "cancelled" };

const sellerOrder = (order: World["orders"][number]): SellerOrder => ({
  id: order.id,
  transactionId: order.transactionId,
  shop: order.provider.toLowerCase().replaceAll(" ", "-"),
  provider: order.provider,
  buyer: "Hamsafar",
  state: order.state,
  items: order.lines.reduce((sum, line) => sum + line.quantity, 0),
  total: order.quote?.price ?? rupees(0),
  createdAt: order.createdAt,
  updatedAt: order.updatedAt,
  actions: ACTIONS[order.state] ?? [],
});

const sellerAct =
  (action: string) =>
  ({ world, params }: Call) => {
    const order = world.orders.find((one) => one.id === params.id);
    if (order === undefined) return notFound("order");
    move(world, order, NEXT[action] ?? "accepted");
    return ok(sellerOrder(order));
  };

export const sellers: Routes = {
  "GET /api/v1/sellers/shops": ({ world, query }) =>
    page(
      world.shops.map((shop) => ({
        ...shop,
        products: world.products.filter((one) => one.shop === shop.slug).length,
      })),
      (shop) => shop.slug,
      query,
    ),
  "PUT /api/v1/sellers/shops/:slug/online": ({ world, params, body }) => {
    const shop = world.shops.find((one) => one.slug === params.slug);
    if (shop === undefined) return notFound("shop");
    shop.online = body.online === true;
    return ok(shop);
  },
  "GET /api/v1/sellers/products": ({ world, query }) =>
    page(
      world.products.filter(
        (one) => contains(one.shop, query.get("shop")) && contains(`${one.name} ${one.category}`, query.get("text")),
      ),
      (one) => one.id,
      query,
    ),
  "POST /api/v1/sellers/catalogues": ({ text }) => {
    const lines = text.split("\n").filter((line) => line.trim() !== "").length;
    return created({ accepted: Math.max(0, lines - 2), rejected: [{ line: 3, reason: "price is not a number" }] });
  },
  "GET /api/v1/sellers/orders": ({ world, query }) =>
    page(
      world.orders
        .filter(
          (order) =>
            !["selected", "quoted", "initialized"].includes(order.state) &&
            (query.get("state") === null || order.state === query.get("state")) &&
            contains(order.provider.replace(" ", "-"), query.get("shop")),
        )
        .map(sellerOrder),
      (order) => order.id,
      query,
    ),
  ...Object.fromEntries(
    Object.keys(NEXT).map((action) => [`POST /api/v1/sellers/orders/:id/${action}`, sellerAct(action)]),
  ),
};

function decide(action: ParticipantAction, status: ParticipantStatus) {
  return ({ world, params, body }: Call) => {
    const participant = world.participants.find((one) => one.subscriberId === params.id);
    if (participant === undefined) return notFound("participant");
    if (!participant.actions.includes(action))
      return problem(409, "registry.illegal_transition", "The participant is not in a state that allows this.");
    Object.assign(participant, {
      status,
      reason: typeof body.reason === "string" ? body.reason : null,
      actions: actionsOf(status),
      updatedAt: iso(Date.now()),
    });
    record(world, "trade.registry.participant_changed.v1", participant.subscriberId, null, {
      subscriberId: participant.subscriberId,
      status,
    });
    return ok(participant);
  };
}

export const registry: Routes = {
  "GET /api/v1/registry/participants": ({ world, query }) =>
    page(
      world.participants.map(({ keys, application, actions, ...one }) => one),
      (one) => one.subscriberId,
      query,
    ),
  "POST /api/v1/registry/participants": ({ world, body }) => {
    const { subscriberId, ...application } = body as unknown as NewParticipant;
    if (world.participants.some((one) => one.subscriberId === subscriberId)) {
      return problem(409, "registry.already_known", "This subscriber id is taken, or its application is decided.");
    }
    const at = iso(Date.now());
    const participant: ParticipantDetail = {
      subscriberId,
      legalName: application.legalName,
      country: application.country,
      status: "INITIATED",
      reason: null,
      participations: [],
      keys: [],
      application,
      actions: actionsOf("INITIATED"),
      createdAt: at,
      updatedAt: at,
    };
    world.participants.unshift(participant);
    return created(participant);
  },
  "GET /api/v1/registry/participants/:id": ({ world, params }) => {
    const one = world.participants.find((item) => item.subscriberId === params.id);
    return one ? ok(one) : notFound("participant");
  },
  "POST /api/v1/registry/participants/:id/approve": decide("approve", "SUBSCRIBED"),
  "POST /api/v1/registry/participants/:id/reject": decide("reject", "REJECTED"),
  "POST /api/v1/registry/participants/:id/suspend": decide("suspend", "SUSPENDED"),
  "POST /api/v1/registry/participants/:id/reinstate": decide("reinstate", "SUBSCRIBED"),
  "POST /api/v1/registry/participants/:id/unsubscribe": decide("unsubscribe", "UNSUBSCRIBED"),
  "POST /api/v1/registry/participants/:id/keys/:keyId/revoke": ({ world, params }) => {
    const found = world.participants
      .find((item) => item.subscriberId === params.id)
      ?.keys.find((item) => item.keyId === params.keyId);
    if (found === undefined) return notFound("key");
    Object.assign(found, { state: "REVOKED", revokedAt: iso(Date.now()) });
    record(world, "trade.registry.key_revoked.v1", params.id ?? null, null, { keyId: params.keyId });
    return ok(found);
  },
  "GET /api/v1/registry/self-test": () =>
    ok({
      ok: true,
      checks: [
        {
          name: "Sign and verify with a fresh Ed25519 key",
          ok: true,
          detail: "Signature verifies; a changed byte does not",
          durationMs: 0.3,
        },
        { name: "Encrypt a challenge and read it back", ok: true, detail: "X25519, AES-256", durationMs: 0.6 },
        {
          name: "Look up a participant",
          ok: true,
          detail: "gateway.skylink.example is found with its valid key",
          durationMs: 1.9,
        },
        {
          name: "Refuse a revoked key",
          ok: true,
          detail: "Refused 210 ms after the revocation",
          durationMs: 212,
        },
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
        const one = world.messages.find((item: MessageDetail) => item.id === params.id);
        return one ? ok(one) : notFound("message");
      },
    ],
    [`GET /api/v1/${service}/deliveries`, ({ query }: Call) => page([], () => "", query)],
  ]),
);
