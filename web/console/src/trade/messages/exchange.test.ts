import { describe, expect, it } from "vitest";
import { arrowsOf, exchangesOf, judge, lifelines, type Recorded } from "./exchange";
import { headerParts } from "./headers";

let count = 0;
function message(more: Partial<Recorded>): Recorded {
  count += 1;
  const at = new Date(Date.UTC(2026, 3, 11, 12, 0, count)).toISOString();
  return {
    id: `m${count}`,
    service: "buyers",
    node: "buyer",
    direction: "out",
    counterparty: "seller",
    action: "select",
    transactionId: "t1",
    messageId: "x",
    timestamp: at,
    receivedAt: at,
    verdict: "accepted",
    code: null,
    reason: null,
    deliveryState: "delivered",
    attempts: 1,
    bodyBytes: 10,
    ...more,
  };
}

const received = (more: Partial<Recorded> = {}) =>
  message({
    node: "seller",
    counterparty: "buyer",
    direction: "in",
    verdict: "accepted",
    deliveryState: null,
    ...more,
  });

describe("a sequence of messages", () => {
  it("makes one arrow of what the sender and the receiver recorded", () => {
    const arrows = arrowsOf([message({}), received()]);
    expect(arrows).toHaveLength(1);
    expect(arrows[0]).toMatchObject({ from: "buyer", to: "seller", action: "select" });
    expect(arrows[0]?.sent?.node).toBe("buyer");
    expect(arrows[0]?.received?.node).toBe("seller");
  });

  it("shows a repetition as an arrow of its own, with its own verdict", () => {
    const arrows = arrowsOf([message({}), received(), received({ verdict: "refused" })]);
    expect(arrows.map((arrow) => judge(arrow).tone)).toEqual(["good", "bad"]);
  });

  it("does not mistake the answer for the question", () => {
    const question = message({});
    const answer = message({ node: "seller", counterparty: "buyer", action: "on_select" });
    expect(arrowsOf([question, answer]).map((arrow) => arrow.to)).toEqual(["seller", "buyer"]);
  });

  it("shows a message that only one side recorded", () => {
    expect(arrowsOf([received()])[0]).toMatchObject({ from: "buyer", to: "seller", sent: null });
    expect(judge(arrowsOf([message({ deliveryState: "dead" })])[0]!)).toEqual({ tone: "bad", word: "dead" });
    expect(judge(arrowsOf([message({ deliveryState: "purged" })])[0]!)).toEqual({ tone: "bad", word: "purged" });
    expect(judge(arrowsOf([message({ deliveryState: "pending" })])[0]!).tone).toBe("warn");
  });

  it("calls a node by its name on the network, which the other side recorded", () => {
    const sent = message({ node: "app", counterparty: "shop.example" });
    const taken = received({ node: "corner-shop", counterparty: "app.example" });
    expect(arrowsOf([sent, taken])).toMatchObject([{ from: "app.example", to: "shop.example" }]);
  });

  it("knows that name in messages that only one side recorded", () => {
    const pair = [
      message({ node: "app", counterparty: "shop.example" }),
      received({ node: "corner-shop", counterparty: "app.example" }),
    ];
    const lost = message({ node: "app", counterparty: "other.example", messageId: "y", action: "confirm" });
    expect(arrowsOf([...pair, lost]).at(-1)).toMatchObject({ from: "app.example", to: "other.example" });
  });

  it("orders participants by their first appearance", () => {
    const arrows = arrowsOf([
      message({ counterparty: "gateway" }),
      message({ node: "gateway", counterparty: "seller" }),
    ]);
    expect(lifelines(arrows)).toEqual(["buyer", "gateway", "seller"]);
  });

  it("gathers transactions, the latest first, and counts what was refused", () => {
    const list = exchangesOf([
      message({ transactionId: "old" }),
      message({ transactionId: "new" }),
      received({ transactionId: "new", verdict: "refused" }),
    ]);
    expect(list.map((one) => [one.transactionId, one.messages, one.refused])).toEqual([
      ["new", 1, 1],
      ["old", 1, 0],
    ]);
  });
});

describe("the actions of a transaction", () => {
  const actionsOf = (...actions: string[]) => exchangesOf(actions.map((action) => message({ action })))[0]?.actions;

  it("are what was asked, once each", () => {
    expect(actionsOf("search", "on_search", "select", "select", "on_select")).toEqual(["search", "select"]);
  });

  it("are what was told where nobody asked", () => {
    expect(actionsOf("on_search", "on_search")).toEqual(["on_search"]);
  });
});

describe("the header of a message", () => {
  it("is read part by part", () => {
    expect(headerParts('Signature keyId="a|b|ed25519",created="17",headers="(created) digest"')).toEqual([
      ["keyId", "a|b|ed25519"],
      ["created", "17"],
      ["headers", "(created) digest"],
    ]);
  });
});
