import { Skeleton } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import type { Order } from "../../api/types";
import { IdText } from "../../components/IdText";
import { LiveDot } from "../../components/LiveDot";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { useNow } from "../../components/time";
import { mayOpen, useMe } from "../../platform/identity/session";
import { ItemImage } from "./ItemImage";
import { goodsOf } from "./goods";
import { OrderActions } from "./OrderActions";
import { OrderMap } from "./OrderMap";
import { OrderProgress } from "./OrderProgress";
import { distanceKm } from "../gps";
import { webAddress } from "./places";
import { isFinal, useOrder } from "./queries";
import { Timeline } from "./Timeline";
import classes from "./OrderPage.module.css";

const CRUMBS = [{ label: "Trade" }, { label: "My orders", to: "/trade/buyers/orders" as const }];

export default function OrderPage() {
  const { orderId } = useParams({ from: "/shell/trade/buyers/orders/$orderId" });
  const { data: order, error, refetch, live } = useOrder(orderId);
  if (error) {
    return (
      <>
        <PageHeader title="Order" crumbs={CRUMBS} />
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (order === undefined)
    return (
      <>
        <PageHeader title="Order" crumbs={CRUMBS} />
        <Skeleton height={400} />
      </>
    );
  return (
    <>
      <PageHeader
        title={`Order at ${order.seller}`}
        crumbs={CRUMBS}
        badge={<StateBadge state={order.state} />}
        actions={
          <>
            {!isFinal(order) && <LiveDot live={live} />}
            <OrderActions order={order} />
          </>
        }
        lead={
          <span className="row wrap">
            <IdText id={order.id} label="order id" />
            <span>
              placed <TimeText at={order.createdAt} />
            </span>
          </span>
        }
      />
      {order.notice !== null && (
        <p className={classes.notice} role="status">
          {order.notice}
        </p>
      )}
      <Waiting order={order} />
      <OrderProgress order={order} />
      <div className={classes.layout}>
        <div className="stack grow">
          <OrderMap order={order} />
          <Goods order={order} />
          <Timeline entries={order.timeline} />
        </div>
        <aside className={`stack ${classes.side}`}>
          <Fulfilment order={order} />
          <Payment order={order} />
          <Evidence order={order} />
        </aside>
      </div>
    </>
  );
}

const ASKED: readonly Order["state"][] = ["Quoting", "Initializing", "Confirming", "Cancelling"];
const PATIENCE_MS = 10_000;

/** The shop is away: nothing is lost, and the buyer should know. */
function Waiting({ order }: { order: Order }) {
  const now = useNow();
  if (!ASKED.includes(order.state) || now - Date.parse(order.updatedAt) < PATIENCE_MS) return null;
  return (
    <p className={classes.notice} role="status">
      {order.seller} does not answer yet. What you asked waits for it and arrives when it returns
      {order.payment.state === "Held" && "; your money is held until then, and comes back if it does not"}.
    </p>
  );
}

function Goods({ order }: { order: Order }) {
  const parts = order.quote?.breakup ?? [];
  return (
    <section className="card" aria-label="Goods">
      <div className="card-head">
        <h2>Goods</h2>
      </div>
      <ul>
        {goodsOf(order).map((goods) => (
          <li key={goods.itemId} className={classes.line}>
            <ItemImage src={null} name={goods.name} size={40} />
            <span className="grow stack-0">
              <span>{goods.name}</span>
              {goods.count !== goods.kept && <span className="small muted">{goods.kept} kept</span>}
            </span>
            <span className="muted nowrap">
              {goods.count} × <MoneyText money={goods.price} />
            </span>
            <span className={classes.amount}>
              <MoneyText money={goods.total} />
            </span>
          </li>
        ))}
        {parts
          .filter((part) => part.kind !== "item")
          .map((part, index) => (
            <li key={`${part.title}-${index}`} className={classes.extra}>
              <span className="grow muted">{part.title}</span>
              <MoneyText money={part.price} />
            </li>
          ))}
        {order.quote && (
          <li className={classes.total}>
            <span className="grow">Total</span>
            <MoneyText money={order.quote.price} />
          </li>
        )}
      </ul>
    </section>
  );
}

function Fulfilment({ order }: { order: Order }) {
  const { fulfilment, delivery } = order;
  const trackingUrl = webAddress(fulfilment.trackingUrl);
  const away = fulfilment.gps === null ? null : distanceKm(fulfilment.gps, delivery.gps);
  return (
    <section className="card card-pad stack-tight" aria-label="Delivery">
      <div className="row">
        <h2 className={classes.heading}>Delivery</h2>
        <span className="push">
          <StateBadge state={fulfilment.state} />
        </span>
      </div>
      {fulfilment.expectedAt !== null && !isFinal(order) && (
        <p>
          Expected <TimeText at={fulfilment.expectedAt} />
        </p>
      )}
      {fulfilment.agent !== null && (
        <p>
          {fulfilment.agent}
          {fulfilment.agentPhone !== null && (
            <>
              {" · "}
              <a href={`tel:${fulfilment.agentPhone.replaceAll(/[^+\d]/g, "")}`}>{fulfilment.agentPhone}</a>
            </>
          )}
        </p>
      )}
      {away !== null && !isFinal(order) && <p>The rider is {away.toFixed(1)} km from your door.</p>}
      {trackingUrl !== null && (
        <p>
          <a href={trackingUrl} rel="noreferrer noopener" target="_blank">
            Carrier's tracking page
          </a>
        </p>
      )}
      <p className="small muted">
        To {delivery.name}, {delivery.address}, {delivery.areaCode}
      </p>
    </section>
  );
}

function Payment({ order }: { order: Order }) {
  const { state, amount } = order.payment;
  if (state === "None") return null;
  return (
    <section className="card card-pad stack-tight" aria-label="Payment">
      <div className="row">
        <h2 className={classes.heading}>Payment</h2>
        <span className="push">
          <StateBadge state={state} />
        </span>
      </div>
      {amount !== null && (
        <p>
          <MoneyText money={amount} strong />
        </p>
      )}
    </section>
  );
}

/** Every statement on this page can be checked. */
function Evidence({ order }: { order: Order }) {
  const me = useMe();
  const { paymentId } = order.payment;
  return (
    <section className="card card-pad stack-tight" aria-label="Evidence">
      <h2 className={classes.heading}>Evidence</h2>
      <div className="row small">
        <span className="muted">Transaction</span>
        <span className="push">
          <IdText id={order.transactionId} label="transaction id" />
        </span>
      </div>
      {mayOpen(me, ["operator", "partner"]) && (
        <Link to="/trade/messages" search={{ transactionId: order.transactionId }} className="small">
          Signed messages of this order
        </Link>
      )}
      {paymentId !== null && mayOpen(me, ["operator", "analyst"]) && (
        <Link to="/settle/ledger/transactions" search={{ reference: paymentId }} className="small">
          Postings in the ledger
        </Link>
      )}
    </section>
  );
}
