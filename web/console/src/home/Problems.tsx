import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { AuditStatus, DeadLetter, Health, Participant, Subscription } from "../api/types";
import { useAuditStatus } from "../platform/audit/useAudit";
import { illnesses } from "../shell/health";
import { useHealth } from "../shell/HealthDot";
import { mayOpen, useMe } from "../platform/identity/session";
import { useDeliveries, type Delivery } from "../trade/messages/deliveries";
import { countText, useFirst } from "./numbers";
import classes from "./HomePage.module.css";

interface Problem {
  key: string;
  tone: "bad" | "warn";
  text: string;
  to?: LinkProps["to"];
  params?: { subscriberId: string };
  search?: { tab: string } | { service: string };
  action?: string;
}

export const LAG_LIMIT = 1000;

const messagesText = (count: number): string => `${count} ${count === 1 ? "message" : "messages"}`;
const receiversOf = (rows: readonly Delivery[]): string => [...new Set(rows.map((row) => row.destination))].join(", ");

function messageProblems(lost: readonly Delivery[], waiting: readonly Delivery[]): Problem[] {
  const stuck = waiting.filter((row) => row.attempts > 0);
  const search = { tab: "messages" };
  const problems: Problem[] = [];
  if (lost.length > 0) {
    const text = `${messagesText(lost.length)} never reached ${receiversOf(lost)}`;
    problems.push({ key: "lost", tone: "bad", text, to: "/platform/events/dead-letters", search, action: "Redrive" });
  }
  if (stuck.length > 0) {
    const text = `${messagesText(stuck.length)} waiting for ${receiversOf(stuck)}`;
    const to = "/platform/events/subscriptions";
    problems.push({ key: "stuck", tone: "warn", text, to, search, action: "See the queue" });
  }
  return problems;
}

/** Says the same as the state of the log. */
const LOG_CHECK = "platform.audit/log";

const TAMPERING: Partial<Record<AuditStatus["state"], string>> = {
  Altered: "Somebody changed the audit log in the database: an inspection found what",
  Contradicted: "A witness has seen another audit log than this one: it was set back",
  Broken: "The audit log does not continue what was signed: entries were changed or lost",
};

function healthProblems(health: Health, maySeeServices: boolean, isTamperedWith: boolean): Problem[] {
  return illnesses(health)
    .filter((check) => !isTamperedWith || check.name !== LOG_CHECK)
    .map(({ name, status, detail }) => ({
      key: `health-${name}`,
      tone: status === "Unhealthy" ? "bad" : "warn",
      text: `${name} is ${status.toLowerCase()}${detail === null ? "" : `: ${detail}`}`,
      ...(maySeeServices
        ? { to: "/platform/services" as const, search: { service: name.split("/")[0] ?? "" }, action: "Services" }
        : {}),
    }));
}

/** Open problems, worst first; where there are none, that is said as well. */
export function Problems() {
  const me = useMe();
  const operator = mayOpen(me, ["operator"]);
  const { health, known } = useHealth();
  const dead = useFirst<DeadLetter>("/api/v1/events/dead-letters", {}, operator);
  const subscriptions = useFirst<Subscription>("/api/v1/events/subscriptions", {}, operator);
  const lost = useDeliveries("Dead", operator);
  const waiting = useDeliveries("Pending", operator);
  const participants = useFirst<Participant>("/api/v1/registry/participants", {}, operator);
  const audit = useAuditStatus(operator);

  const problems: Problem[] = [];
  const tampering = audit.data && TAMPERING[audit.data.state];
  if (known) problems.push(...healthProblems(health, mayOpen(me, ["operator", "analyst"]), tampering !== undefined));
  if (tampering !== undefined) {
    problems.push({ key: "audit", tone: "bad", text: tampering, to: "/platform/audit", action: "Audit log" });
  }
  if ((dead.data?.items.length ?? 0) > 0) {
    problems.push({
      key: "dead",
      tone: "bad",
      text: `${countText(dead.data)} events could not be handled and wait for a decision`,
      to: "/platform/events/dead-letters",
      action: "Look at them",
    });
  }
  problems.push(...messageProblems(lost.rows, waiting.rows));
  for (const late of subscriptions.data?.items.filter((item) => item.lag > LAG_LIMIT) ?? []) {
    problems.push({
      key: `lag-${late.name}`,
      tone: "warn",
      text: `${late.name} is ${late.lag.toLocaleString("en-GB")} events behind`,
      to: "/platform/events/subscriptions",
      action: "Queues",
    });
  }
  const pending = participants.data?.items.filter((item) => item.status === "UNDER_SUBSCRIPTION") ?? [];
  for (const one of pending.slice(0, 3)) {
    problems.push({
      key: one.subscriberId,
      tone: "warn",
      text: `${one.name} asks to join the network`,
      to: "/trade/registry/$subscriberId",
      params: { subscriberId: one.subscriberId },
      action: "Decide",
    });
  }
  problems.sort((left, right) => Number(left.tone === "warn") - Number(right.tone === "warn"));

  if (problems.length === 0) {
    return (
      <p className={`card ${classes.fine}`} role="status">
        <IconCircleCheck size={18} className="good" aria-hidden />
        {known ? "No open problems. Every check is healthy and nothing waits for you." : "Checking the platform…"}
      </p>
    );
  }
  return (
    <section className="card" aria-label="Open problems">
      <div className="card-head">
        <h2>Open problems</h2>
        <span className="muted small">{problems.length}</span>
      </div>
      <ul className={classes.problems}>
        {problems.map((problem) => (
          <li key={problem.key}>
            <IconAlertTriangle
              size={17}
              className={problem.tone}
              aria-label={problem.tone === "bad" ? "Serious" : "Warning"}
            />
            <span className="grow">{problem.text}</span>
            {problem.to !== undefined && (
              <Link to={problem.to} params={problem.params ?? {}} search={problem.search ?? {}} className="nowrap">
                {problem.action}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
