import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import type { DeadLetter, EventEntry, Participant, SellerOrder, Subscription, TrialBalance } from "../api/types";
import { mayOpen, useMe } from "../platform/identity/session";
import { useNow } from "../components/time";
import { buckets } from "../platform/events/describe";
import { countText, useFirst } from "./numbers";
import { Tile, Tiles } from "./Tile";

const HOUR_MS = 3_600_000;
const FIVE_MINUTES_MS = 300_000;
const isOpen = (order: SellerOrder): boolean => order.actions.includes("cancel");

export function OperatorHome() {
  const operator = mayOpen(useMe(), ["operator"]);
  const now = useNow();
  const orders = useFirst<SellerOrder>("/api/v1/sellers/orders");
  const participants = useFirst<Participant>("/api/v1/registry/participants");
  const events = useFirst<EventEntry>("/api/v1/events");
  const subscriptions = useFirst<Subscription>("/api/v1/events/subscriptions", {}, operator);
  const dead = useFirst<DeadLetter>("/api/v1/events/dead-letters", {}, operator);
  const trial = useQuery({
    queryKey: ["trial-balance"],
    refetchInterval: 30_000,
    queryFn: ({ signal }) => api.get<TrialBalance>("/api/v1/ledger/trial-balance", undefined, signal),
  });

  const lag = subscriptions.data?.items.reduce((sum, item) => sum + item.lag, 0);
  const deadCount = dead.data?.items.length ?? 0;
  const pending = participants.data?.items.filter((item) => item.status === "UNDER_SUBSCRIPTION").length ?? 0;
  const recent = events.data?.items.filter((entry) => now - Date.parse(entry.at) < HOUR_MS).length;
  return (
    <Tiles>
      {operator && (
        <Tile
          label="Orders on their way"
          to="/trade/sellers/orders"
          loading={orders.isLoading}
          value={countText(orders.data, isOpen)}
          advice="See which shop is slow"
          trend={{
            values: buckets(orders.data?.items.map((order) => order.createdAt) ?? [], now, HOUR_MS, 12),
            label: "Orders per hour, last 12 hours",
          }}
        />
      )}
      <Tile
        label="Participants subscribed"
        to="/trade/registry"
        loading={participants.isLoading}
        value={countText(participants.data, (item) => item.status === "SUBSCRIBED")}
        advice={pending > 0 ? `${pending} wait for approval` : "Nobody waits for approval"}
        {...(pending > 0 ? { tone: "warn" as const } : {})}
      />
      <Tile
        label="Events, last hour"
        to="/platform/events"
        loading={events.isLoading}
        value={recent === undefined ? "–" : recent >= 200 ? "200+" : recent}
        advice="Follow them as they happen"
        trend={{
          values: buckets(events.data?.items.map((entry) => entry.at) ?? [], now, FIVE_MINUTES_MS, 12),
          label: "Events per five minutes, last hour",
        }}
      />
      {operator && (
        <Tile
          label="Events not yet handled"
          to="/platform/events/subscriptions"
          loading={subscriptions.isLoading}
          value={lag?.toLocaleString("en-GB") ?? "–"}
          advice={lag === 0 ? "Every queue is at the head" : "See who is behind"}
        />
      )}
      {operator && (
        <Tile
          label="Dead letters"
          to="/platform/events/dead-letters"
          loading={dead.isLoading}
          value={countText(dead.data)}
          advice={deadCount > 0 ? "Redrive or purge them" : "Nothing failed for good"}
          {...(deadCount > 0 ? { tone: "bad" as const } : {})}
        />
      )}
      <Tile
        label="Ledger"
        to="/settle/ledger/trial-balance"
        loading={trial.isLoading}
        value={trial.data === undefined ? "–" : trial.data.isBalanced ? "Balanced" : "Off balance"}
        advice="All balances add up to zero"
        {...(trial.data?.isBalanced === false ? { tone: "bad" as const } : {})}
      />
    </Tiles>
  );
}
