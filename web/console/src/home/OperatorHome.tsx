import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import { totals } from "../api/money";
import type { DeadLetter, Page, Participant, Payment, SellerOrder, Subscription, TrialBalance } from "../api/types";
import { MoneyText } from "../components/MoneyText";
import { useNow } from "../components/time";
import { buckets } from "../platform/events/describe";
import { mayOpen, useMe } from "../platform/identity/session";
import { useDeliveries } from "../trade/messages/deliveries";
import { countText, useFirst } from "./numbers";
import { Tile, Tiles } from "./Tile";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const isOpen = (order: SellerOrder): boolean => order.actions.includes("cancel");
const PAID: readonly string[] = ["Held", "Releasing", "Released"];

export function OperatorHome() {
  const operator = mayOpen(useMe(), ["operator"]);
  return (
    <Tiles>
      <OrdersTile />
      <PaidTile />
      <ParticipantsTile />
      {operator && <WaitingTile />}
      {operator && <DeadTile />}
      <LedgerTile />
    </Tiles>
  );
}

function OrdersTile() {
  const now = useNow();
  const orders = useFirst<SellerOrder>("/api/v1/sellers/orders");
  return (
    <Tile
      label="Orders on their way"
      to="/trade/sellers/orders"
      loading={orders.isLoading}
      value={countText(orders.data, isOpen)}
      advice={`${countText(orders.data, (order) => now - Date.parse(order.createdAt) < DAY_MS)} placed in 24 hours`}
      trend={{
        values: buckets(orders.data?.items.map((order) => order.createdAt) ?? [], now, HOUR_MS, 12),
        label: "Orders per hour, last 12 hours",
      }}
    />
  );
}

function PaidTile() {
  const now = useNow();
  const payments = useFirst<Payment>("/api/v1/payments");
  return (
    <Tile
      label="Paid in 24 hours"
      to="/trade/payments"
      loading={payments.isLoading}
      value={<Paid of={payments.data} now={now} />}
      advice={`${countText(payments.data, (one) => one.state === "Held")} held until delivery`}
    />
  );
}

/** What buyers paid less what they got back; with a plus where there is more than was read. */
function Paid({ of, now }: { of: Page<Payment> | undefined; now: number }) {
  if (of === undefined) return "–";
  const lately = of.items.filter((one) => PAID.includes(one.state) && now - Date.parse(one.createdAt) < DAY_MS);
  const [sum] = totals(lately.map((one) => one.remaining));
  if (sum === undefined) return "0";
  return (
    <>
      <MoneyText money={sum} />
      {of.next !== null && "+"}
    </>
  );
}

function ParticipantsTile() {
  const participants = useFirst<Participant>("/api/v1/registry/participants");
  const pending = participants.data?.items.filter((item) => item.status === "UNDER_SUBSCRIPTION").length ?? 0;
  return (
    <Tile
      label="Participants subscribed"
      to="/trade/registry"
      loading={participants.isLoading}
      value={countText(participants.data, (item) => item.status === "SUBSCRIBED")}
      advice={pending > 0 ? `${pending} wait for approval` : "Nobody waits for approval"}
      {...(pending > 0 ? { tone: "warn" as const } : {})}
    />
  );
}

/** What has not arrived yet: messages at their senders, events before their subscribers. */
function WaitingTile() {
  const subscriptions = useFirst<Subscription>("/api/v1/events/subscriptions");
  const deliveries = useDeliveries("Pending");
  const lag = subscriptions.data?.items.reduce((sum, item) => sum + item.lag, 0) ?? 0;
  const stuck = deliveries.rows.filter((row) => row.attempts > 0);
  const loading = subscriptions.isLoading || deliveries.isLoading;
  return stuck.length > 0 ? (
    <Tile
      label="Messages waiting"
      to="/platform/events/subscriptions"
      search={{ tab: "messages" }}
      value={stuck.length.toLocaleString("en-GB")}
      advice={`for ${[...new Set(stuck.map((row) => row.destination))].join(", ")}`}
      tone="warn"
    />
  ) : (
    <Tile
      label="Events not yet handled"
      to="/platform/events/subscriptions"
      loading={loading}
      value={lag.toLocaleString("en-GB")}
      advice={lag === 0 ? "Every queue is at the head" : "See who is behind"}
    />
  );
}

function DeadTile() {
  const dead = useFirst<DeadLetter>("/api/v1/events/dead-letters");
  const deliveries = useDeliveries("Dead");
  const events = dead.data?.items.length ?? 0;
  const count = events + deliveries.rows.length;
  return (
    <Tile
      label="Dead letters"
      to="/platform/events/dead-letters"
      search={events === 0 && count > 0 ? { tab: "messages" } : {}}
      loading={dead.isLoading || deliveries.isLoading}
      value={`${count.toLocaleString("en-GB")}${dead.data?.next === null ? "" : "+"}`}
      advice={count > 0 ? "Redrive or purge them" : "Nothing failed for good"}
      {...(count > 0 ? { tone: "bad" as const } : {})}
    />
  );
}

function LedgerTile() {
  const trial = useQuery({
    queryKey: ["trial-balance"],
    refetchInterval: 30_000,
    queryFn: ({ signal }) => api.get<TrialBalance>("/api/v1/ledger/trial-balance", undefined, signal),
  });
  return (
    <Tile
      label="Ledger"
      to="/settle/ledger/trial-balance"
      loading={trial.isLoading}
      value={trial.data === undefined ? "–" : trial.data.isBalanced ? "Balanced" : "Off balance"}
      advice={trial.data?.isBalanced === false ? "See which account differs" : "All balances add up to zero"}
      {...(trial.data?.isBalanced === false ? { tone: "bad" as const } : {})}
    />
  );
}
