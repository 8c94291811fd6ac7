import { Button, Loader } from "@mantine/core";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { api } from "../../api/client";
import { formatMoney, totals } from "../../api/money";
import type { Order } from "../../api/types";
import { MoneyText } from "../../components/MoneyText";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge } from "../../components/StateBadge";
import { emptyCart } from "./cart";
import { nextStep, phaseOf } from "./placing";
import { orderQuery, useOrder, walletQuery } from "./queries";
import classes from "./CheckoutPage.module.css";

/** The quotes as they come, and one button that places all of them. */
export function ReviewOrders({ ids }: { ids: string[] }) {
  const orders = useQueries({ queries: ids.map((id) => orderQuery(id)) }).map((query) => query.data);
  const known = orders.filter((order): order is Order => order !== undefined);
  const live = known.filter((order) => phaseOf(order) !== "failed");
  const ready = known.length === ids.length && live.length > 0 && live.every((order) => phaseOf(order) !== "asking");
  const sum = totals(live.flatMap((order) => (order.quote ? [order.quote.price] : [])));
  const wallet = useQuery(walletQuery);
  const { placing, place, error } = usePlacing(live, ids);

  return (
    <div className={classes.layout}>
      <div className="stack grow">
        {ids.map((id) => (
          <OrderQuote key={id} id={id} />
        ))}
      </div>
      <aside className={classes.summary} aria-label="Payment">
        {wallet.data && (
          <>
            <div className="row">
              <span className="muted">Your wallet</span>
              <span className="push">
                <MoneyText money={wallet.data.balance} />
              </span>
            </div>
            <p className="small muted">The amount is held when you order, and reaches the shop when your goods do.</p>
          </>
        )}
        <div className={classes.grandTotal}>
          <span>To pay</span>
          <span>{sum.length === 0 ? "–" : sum.map((total) => <MoneyText key={total.asset} money={total} />)}</span>
        </div>
        {error !== null && <ProblemAlert error={error} compact />}
        <Button size="md" fullWidth disabled={!ready} loading={placing} onClick={place}>
          {live.length > 1 ? `Place ${live.length} orders` : "Place the order"}
          {sum.length === 1 && sum[0] ? ` · ${formatMoney(sum[0])}` : ""}
        </Button>
        {!ready && (
          <p className="small muted" role="status">
            Waiting for the shops' quotes…
          </p>
        )}
        <Link to="/trade/buyers/cart" className="small">
          Back to the cart
        </Link>
      </aside>
    </div>
  );
}

/**
 * Brings each order through init to confirm, as far as its seller's answers allow. The key of a step is derived from the
 * order, so that pressing again, or another tab, repeats no step.
 */
function usePlacing(orders: Order[], ids: string[]) {
  const [placing, setPlacing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const sent = useRef(new Set<string>());
  const client = useQueryClient();
  const navigate = useNavigate();

  useEffect(() => {
    if (!placing || orders.length === 0) return;
    if (orders.every((order) => phaseOf(order) === "placed")) {
      emptyCart();
      const only = orders.length === 1 ? orders[0] : undefined;
      void client.invalidateQueries({ queryKey: ["wallet"] });
      void (only
        ? navigate({ to: "/trade/buyers/orders/$orderId", params: { orderId: only.id } })
        : navigate({ to: "/trade/buyers/orders", search: { placed: ids.join(",") } }));
      return;
    }
    for (const order of orders) {
      const step = nextStep(order);
      const key = `${order.id}-${step ?? ""}`;
      if (step === null || sent.current.has(key)) continue;
      sent.current.add(key);
      api
        .post<Order>(`/api/v1/buyers/orders/${order.id}/${step}`, {}, { idempotencyKey: key })
        .then(() => client.invalidateQueries({ queryKey: orderQuery(order.id).queryKey }))
        .catch((cause: unknown) => {
          sent.current.delete(key);
          setPlacing(false);
          setError(cause);
        });
    }
  }, [placing, orders, ids, client, navigate]);

  return {
    placing,
    error,
    place: () => {
      setError(null);
      setPlacing(true);
    },
  };
}

function OrderQuote({ id }: { id: string }) {
  const { data: order, error } = useOrder(id);
  if (error) return <ProblemAlert error={error} />;
  const phase = order === undefined ? "asking" : phaseOf(order);
  return (
    <section className="card" aria-label={order?.provider ?? "Order"} aria-busy={phase === "asking"}>
      <div className="card-head">
        <h2>{order?.provider ?? "…"}</h2>
        {order && order.seller !== order.provider && <span className="small muted">through {order.seller}</span>}
        {order && (
          <span className="push">
            <StateBadge state={order.state} />
          </span>
        )}
      </div>
      {phase === "asking" && (
        <div className={classes.waiting} role="status">
          <Loader size={16} />
          Asking {order?.provider ?? "the shop"} for its quote…
        </div>
      )}
      {phase === "failed" && order && (
        <p className={classes.waiting}>
          {order.timeline.at(-1)?.detail ?? "The shop cannot deliver this. The other orders are not affected."}
        </p>
      )}
      {order?.quote && (
        <ul className={classes.breakup}>
          {order.quote.breakup.map((part, index) => (
            <li key={`${part.title}-${index}`}>
              <span className={part.kind === "item" ? "grow" : "grow muted"}>{part.title}</span>
              <MoneyText money={part.price} />
            </li>
          ))}
          <li className={classes.sum}>
            <span className="grow">Total</span>
            <MoneyText money={order.quote.price} />
          </li>
        </ul>
      )}
    </section>
  );
}
