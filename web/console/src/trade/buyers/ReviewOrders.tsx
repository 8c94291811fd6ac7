import { Button, Loader } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api } from "../../api/client";
import { formatMoney, totals } from "../../api/money";
import type { Money, Order } from "../../api/types";
import { MoneyText } from "../../components/MoneyText";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge } from "../../components/StateBadge";
import { emptyCart } from "./cart";
import { confirmKey, isDeclined, phaseOf } from "./placing";
import { orderQuery, useOrder, walletQuery } from "./queries";
import { TopUpDialog } from "./TopUpDialog";
import classes from "./CheckoutPage.module.css";

const PATIENCE_MS = 15_000;

/** The quotes as they come, and one button that places all of them. */
export function ReviewOrders({ ids }: { ids: string[] }) {
  const orders = useQueries({ queries: ids.map((id) => orderQuery(id)) }).map((query) => query.data);
  const known = orders.filter((order) => order !== undefined);
  const live = known.filter((order) => phaseOf(order) !== "failed");
  const ready = known.length === ids.length && live.some((order) => phaseOf(order) === "ready");
  const asking = known.length < ids.length || live.some((order) => phaseOf(order) === "asking");
  const impatient = useAfter(PATIENCE_MS);
  const waiting = asking && !(impatient && ready);
  const chosen = live.filter((order) => !impatient || phaseOf(order) !== "asking");
  const sum = totals(chosen.flatMap((order) => (order.quote ? [order.quote.price] : [])));
  const { placing, place, error } = usePlacing(chosen);
  const [only] = sum.length === 1 ? sum : [];

  return (
    <div className={classes.layout}>
      <div className="stack grow">
        {ids.map((id) => (
          <OrderQuote key={id} id={id} />
        ))}
      </div>
      <aside className={classes.summary} aria-label="To pay">
        <WalletLine needed={only} />
        <div className={classes.grandTotal}>
          <span>To pay</span>
          <span>{sum.length === 0 ? "–" : sum.map((total) => <MoneyText key={total.asset} money={total} />)}</span>
        </div>
        {error !== null && <ProblemAlert error={error} compact />}
        <Button size="md" fullWidth disabled={!ready || waiting} loading={placing} onClick={place}>
          {chosen.length > 1 ? `Place ${chosen.length} orders` : "Place the order"}
          {only === undefined ? "" : ` · ${formatMoney(only)}`}
        </Button>
        {asking && (
          <p className="small muted" role="status">
            {impatient
              ? "A shop takes long to answer. Wait for it, or place the orders of the others."
              : "Waiting for the shops' quotes…"}
          </p>
        )}
        <Link to="/trade/buyers/cart" className="small">
          Back to the cart
        </Link>
      </aside>
    </div>
  );
}

/** True once this much time has passed since the page was opened. */
function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return passed;
}

function WalletLine({ needed }: { needed: Money | undefined }) {
  const { data: wallet } = useQuery(walletQuery);
  const [toppingUp, topUp] = useDisclosure(false);
  if (!wallet) return null;
  const short = needed?.asset === wallet.balance.asset && BigInt(needed.units) > BigInt(wallet.balance.units);
  return (
    <>
      <div className="row">
        <span className="muted">Your wallet</span>
        <span className="push">
          <MoneyText money={wallet.balance} />
        </span>
        <Button size="compact-xs" variant={short ? "filled" : "default"} onClick={topUp.open}>
          Top up
        </Button>
      </div>
      <p className={`small ${short ? "warn" : "muted"}`}>
        {short
          ? "There is not enough in it for these orders."
          : "The amount is held when you order, and reaches the shop when your goods reach you."}
      </p>
      {toppingUp && <TopUpDialog wallet={wallet} onClose={topUp.close} />}
    </>
  );
}

/** Confirms every order that is ready, then waits until the money of each is held, and leads on. */
function usePlacing(orders: Order[]) {
  const [placing, setPlacing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const client = useQueryClient();
  const navigate = useNavigate();

  const placed = orders.map((order) => order.id).join(",");
  const settled = orders.length > 0 && orders.every((order) => phaseOf(order) === "placed");
  const stuck = orders.some(isDeclined) && !orders.some((order) => phaseOf(order) === "paying");
  useEffect(() => {
    if (!placing) return;
    if (stuck) setPlacing(false);
    if (!settled) return;
    setPlacing(false);
    emptyCart();
    void client.invalidateQueries({ queryKey: walletQuery.queryKey });
    const ids = placed.split(",");
    void (ids.length === 1
      ? navigate({ to: "/trade/buyers/orders/$orderId", params: { orderId: placed } })
      : navigate({ to: "/trade/buyers/orders", search: { placed } }));
  }, [placing, settled, stuck, placed, client, navigate]);

  async function place() {
    setError(null);
    try {
      const ready = orders.filter((order) => phaseOf(order) === "ready");
      const confirm = (order: Order): Promise<Order> =>
        api.post(`/api/v1/buyers/orders/${order.id}/confirm`, {}, { idempotencyKey: confirmKey(order) });
      for (const changed of await Promise.all(ready.map(confirm))) {
        client.setQueryData(orderQuery(changed.id).queryKey, changed);
      }
      setPlacing(true);
    } catch (cause) {
      setError(cause);
    } finally {
      await client.invalidateQueries({ queryKey: ["order"] });
    }
  }

  return { placing, error, place: () => void place() };
}

function OrderQuote({ id }: { id: string }) {
  const { data: order, error } = useOrder(id);
  if (error) return <ProblemAlert error={error} />;
  const phase = order === undefined ? "asking" : phaseOf(order);
  return (
    <section className="card" aria-label={order?.seller ?? "Order"} aria-busy={phase === "asking"}>
      <div className="card-head">
        <h2>{order?.seller ?? "…"}</h2>
        {order && (
          <span className="push">
            <StateBadge state={order.state} />
          </span>
        )}
      </div>
      {order?.notice && (
        <p className={classes.notice} role="alert">
          {order.notice}
        </p>
      )}
      {phase === "asking" && (
        <div className={classes.waiting} role="status">
          <Loader size={16} />
          Asking {order?.seller ?? "the shop"} what it costs and when it comes…
        </div>
      )}
      {phase === "failed" && !order?.notice && (
        <p className={classes.waiting}>The shop cannot deliver this. Other orders are not affected.</p>
      )}
      {order?.quote && <Quote quote={order.quote} />}
    </section>
  );
}

function Quote({ quote }: { quote: NonNullable<Order["quote"]> }) {
  return (
    <ul className={classes.breakup}>
      {quote.breakup.map((part, index) => (
        <li key={`${part.title}-${index}`}>
          <span className={part.kind === "item" ? "grow" : "grow muted"}>
            {part.title}
            {part.count !== null && part.count > 1 && <span className="muted"> × {part.count}</span>}
          </span>
          <MoneyText money={part.price} />
        </li>
      ))}
      <li className={classes.sum}>
        <span className="grow">Total</span>
        <MoneyText money={quote.price} />
      </li>
    </ul>
  );
}
