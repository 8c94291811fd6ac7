import { groupBy } from "../../api/collections";
import type { Message, MessageService } from "../../api/types";
import type { Tone } from "../../components/StateBadge";

export const SERVICES: readonly MessageService[] = ["buyers", "routing", "sellers", "logistics", "payments"];

/** A message as one node recorded it, with the service to ask for its bytes. */
export interface Recorded extends Message {
  service: MessageService;
}

/** One message on the wire: what its sender recorded and what its receiver recorded, where both are known. */
export interface Arrow {
  key: string;
  from: string;
  to: string;
  action: string;
  at: string;
  sent: Recorded | null;
  received: Recorded | null;
}

/**
 * A node records itself by its short name and others by their name on the network. Where both sides of a message are
 * recorded, each tells the other's full name; a node that nobody met keeps its short one.
 */
function namesOf(messages: readonly Message[]): (node: string) => string {
  const known = new Map<string, string>();
  for (const pair of groupBy(messages, (message) => `${message.messageId}|${message.action}`).values()) {
    const sent = pair.filter((message) => message.direction === "out");
    const received = pair.filter((message) => message.direction === "in");
    const [one, other] = [sent[0], received[0]];
    if (sent.length !== 1 || received.length !== 1 || one === undefined || other === undefined) continue;
    known.set(one.node, other.counterparty);
    known.set(other.node, one.counterparty);
  }
  const others = [...new Set(messages.map((message) => message.counterparty))];
  return (node) => known.get(node) ?? others.find((other) => shortName(other) === node) ?? node;
}

/** Pairs the two records of each message. A repetition is an arrow of its own: it must be seen. */
export function arrowsOf(messages: readonly Recorded[]): Arrow[] {
  const nameOf = namesOf(messages);
  const fromOf = (message: Message) => (message.direction === "out" ? nameOf(message.node) : message.counterparty);
  const toOf = (message: Message) => (message.direction === "out" ? message.counterparty : nameOf(message.node));
  const byWire = groupBy(messages, (message) =>
    [message.messageId, message.action, fromOf(message), toOf(message)].join("|"),
  );
  const arrows = [...byWire].flatMap(([wire, records]) => {
    const inOrder = records.toSorted((left, right) => compare(left.receivedAt, right.receivedAt));
    const sent = inOrder.filter((record) => record.direction === "out");
    const received = inOrder.filter((record) => record.direction === "in");
    return Array.from({ length: Math.max(sent.length, received.length) }, (_, index): Arrow => {
      const first = (sent[index] ?? received[index]) as Recorded;
      return {
        key: `${wire}|${index}`,
        from: fromOf(first),
        to: toOf(first),
        action: first.action,
        at: first.receivedAt,
        sent: sent[index] ?? null,
        received: received[index] ?? null,
      };
    });
  });
  return arrows.sort((left, right) => compare(left.at, right.at));
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Everybody who takes part, in order of first appearance. */
export function lifelines(arrows: readonly Arrow[]): string[] {
  return [...new Set(arrows.flatMap((arrow) => [arrow.from, arrow.to]))];
}

/** What to think of a message: the receiver's verdict counts, the sender's delivery where nobody received it. */
export function judge(arrow: Arrow): { tone: Tone; word: string } {
  const { received, sent } = arrow;
  if (received) return { tone: received.verdict === "refused" ? "bad" : "good", word: received.verdict };
  const state = sent?.deliveryState ?? "sent";
  if (state === "dead" || state === "purged") return { tone: "bad", word: state };
  return { tone: state === "pending" ? "warn" : "quiet", word: state };
}

export interface Exchange {
  transactionId: string;
  startedAt: string;
  lastAt: string;
  messages: number;
  refused: number;
  /** What was asked, in order; what was told where nobody asked: a seller pushes its catalogue. */
  actions: string[];
}

/** Recent messages put together by the transaction that they belong to, latest first. */
export function exchangesOf(messages: readonly Recorded[]): Exchange[] {
  return [...groupBy(messages, (message) => message.transactionId)]
    .map(([transactionId, group]): Exchange => {
      const inOrder = group.toSorted((left, right) => compare(left.receivedAt, right.receivedAt));
      const first = inOrder[0] as Recorded;
      const actions = [...new Set(inOrder.map((message) => message.action))];
      const asked = actions.filter((action) => !action.startsWith("on_"));
      return {
        transactionId,
        startedAt: first.receivedAt,
        lastAt: (inOrder.at(-1) as Recorded).receivedAt,
        messages: arrowsOf(group).length,
        refused: group.filter((message) => message.direction === "in" && message.verdict === "refused").length,
        actions: asked.length > 0 ? asked : actions,
      };
    })
    .sort((left, right) => compare(right.lastAt, left.lastAt));
}

/** `corner-pantry.skylink.example` is "corner-pantry" where space is short. */
export const shortName = (subscriberId: string): string => subscriberId.split(/[./]/)[0] ?? subscriberId;
