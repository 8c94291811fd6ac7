import type { MessageDetail } from "../src/api/types";
import type { Stage } from "./orders.ts";
import { iso, NODES, random, uuid, type World } from "./world.ts";

type Stored = World["orders"][number];

const SELLER: Record<string, string> = {
  "Corner Pantry": NODES.pantry,
  "Anarkali Sweets": NODES.bazaar,
  "Mountain Dairy": NODES.bazaar,
  "Ravi Mart": "ravi-mart.example",
};

/** Which messages a change of an order's state consists of: action, from, to. */
function script(order: Stored, state: Stage): [action: string, from: string, to: string][] {
  const seller = SELLER[order.seller] ?? NODES.pantry;
  const ask = (action: string): [string, string, string][] => [
    [action, NODES.buyer, seller],
    [`on_${action}`, seller, NODES.buyer],
  ];
  switch (state) {
    case "selected":
      return [
        ["search", NODES.buyer, NODES.gateway],
        ["search", NODES.gateway, seller],
        ["on_search", seller, NODES.gateway],
        ["on_search", NODES.gateway, NODES.buyer],
        ["select", NODES.buyer, seller],
      ];
    case "quoted":
      return [["on_select", seller, NODES.buyer]];
    case "agreed":
      return ask("init");
    case "created":
      return [...ask("confirm")];
    case "paying":
      return [
        ["init", NODES.buyer, NODES.payments],
        ["on_init", NODES.payments, NODES.buyer],
      ];
    case "packed":
      return [
        ["confirm", seller, NODES.logistics],
        ["on_confirm", NODES.logistics, seller],
      ];
    case "cancelled":
      return ask("cancel");
    case "accepted":
    case "shipped":
    case "out-for-delivery":
    case "delivered":
      return [["on_status", seller, NODES.buyer]];
    default:
      return [];
  }
}

/** A node records itself by its short name. */
const slugOf = (subscriberId: string): string => subscriberId.split(".")[0] ?? subscriberId;

const HOP_MS = 38;

export function exchange(world: World, order: Stored, state: Stage, at: number): void {
  const messageId = uuid(at);
  script(order, state).forEach(([action, from, to], index) => {
    const sentAt = at + index * HOP_MS;
    const tampered = action === "on_status" && order.stage === "shipped" && random() < 0.25;
    const body = JSON.stringify({
      context: {
        domain: "ONDC:RET10",
        action,
        version: "1.2.0",
        bap_id: NODES.buyer,
        bpp_id: SELLER[order.seller],
        city: "std:042",
        transaction_id: order.transactionId,
        message_id: messageId,
        timestamp: iso(sentAt),
        ttl: "PT30S",
      },
      message: {
        order: {
          id: order.id,
          provider: { id: order.seller },
          state,
          items: order.lines.map((line) => ({ id: line.itemId, quantity: { count: line.count } })),
        },
      },
    });
    const shared = {
      action,
      transactionId: order.transactionId,
      messageId,
      timestamp: iso(sentAt),
      bodyBytes: body.length,
      header:
        `Signature keyId="${from}|k2|ed25519",algorithm="ed25519",created="${Math.floor(sentAt / 1000)}",expires="${Math.floor(sentAt / 1000) + 30}",` +
        `headers="(created) (expires) digest",signature="${Buffer.from(uuid() + uuid())
          .toString("base64")
          .slice(0, 86)}=="`,
      gatewayHeader:
        from === NODES.gateway ? `Signature keyId="${NODES.gateway}|k2|ed25519",algorithm="ed25519",…` : null,
      bodyBase64: Buffer.from(body).toString("base64"),
    };
    const checks = (ok: boolean): MessageDetail["checks"] => [
      { name: "Header is readable", ok: true, detail: `keyId ${from}|k2|ed25519` },
      { name: "Signer is in the registry", ok: true, detail: `${from} is subscribed; key k2 is valid` },
      { name: "Signer is the sender", ok: true, detail: "keyId agrees with the context" },
      { name: "Within its time", ok: true, detail: "created 0.2 s ago, expires in 29.8 s" },
      {
        name: "Digest of the body",
        ok,
        detail: ok
          ? "BLAKE2b-512 agrees with the received bytes"
          : "BLAKE2b-512 of the received bytes differs from the signed digest",
      },
      { name: "Signature", ok, detail: ok ? "Ed25519 verifies" : "Ed25519 does not verify" },
      { name: "Not seen before", ok: true, detail: "message id and signature are new" },
    ];
    world.messages.unshift({
      ...shared,
      id: uuid(sentAt),
      node: slugOf(from),
      direction: "out",
      counterparty: to,
      receivedAt: iso(sentAt),
      verdict: "accepted",
      code: null,
      reason: null,
      deliveryState: "delivered",
      attempts: 1,
      checks: [{ name: "Signed", ok: true, detail: "with key k2" }],
    });
    world.messages.unshift({
      ...shared,
      id: uuid(sentAt),
      node: slugOf(to),
      direction: "in",
      counterparty: from,
      receivedAt: iso(sentAt + 9),
      verdict: tampered ? "refused" : "accepted",
      reason: tampered ? "The body is not the one that was signed." : null,
      code: tampered ? "10001" : null,
      deliveryState: null,
      attempts: 1,
      checks: checks(!tampered),
    });
  });
}
