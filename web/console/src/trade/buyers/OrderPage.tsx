import { Skeleton } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { times } from "../../api/money";
import type { Order } from "../../api/types";
import { IdText } from "../../components/IdText";
import { LiveDot } from "../../components/LiveDot";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { mayOpen, useMe } from "../../platform/identity/session";
import { ItemImage } from "./ItemImage";
import { OrderActions } from "./OrderActions";
import { OrderProgress } from "./OrderProgress";
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
        title={`Order at ${order.provider}`}
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
      <OrderProgress order={order} />
      <div className={classes.layout}>
        <div className="stack grow">
          <Goods order={order} />
          <Timeline entries={order.timeline} />
        </div>
        <aside className={`stack ${classes.side}`}>
          <Fulfilment order={order} />
          <Payment order={order} />
          <Support order={order} />
          <Evidence order={order} />
        </aside>
      </div>
    </>
  );
}

function Goods({ order }: { order: Order }) {
  return (
    <section className="card" aria-label="Goods">
      <div className="card-head">
        <h2>Goods</h2>
      </div>
      <ul>
        {order.lines.map((line) => (
          <li key={line.itemId} className={classes.line}>
            <ItemImage src={line.image} name={line.item} size={40} />
            <span className="grow">{line.item}</span>
            <span className="muted nowrap">
              {line.quantity} × <MoneyText money={line.price} />
            </span>
            <span className={classes.amount}>
              <MoneyText money={times(line.price, line.quantity)} />
            </span>
          </li>
        ))}
        {order.quote?.breakup
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
  return (
    <section className="card card-pad stack-tight" aria-label="Delivery">
      <div className="row">
        <h2 className={classes.heading}>Delivery</h2>
        {fulfilment && (
          <span className="push">
            <StateBadge state={fulfilment.state} />
          </span>
        )}
      </div>
      {fulfilment?.eta && !isFinal(order) && (
        <p>
          Expected <TimeText at={fulfilment.eta} />
        </p>
      )}
      {fulfilment?.agent && (
        <p>
          {fulfilment.agent.name} ·{" "}
          <a href={`tel:${fulfilment.agent.phone.replaceAll(/\s/g, "")}`}>{fulfilment.agent.phone}</a>
        </p>
      )}
      {fulfilment?.tracking?.gps && (
        <p className="small muted">
          Rider at <span className="mono">{fulfilment.tracking.gps}</span>
          {fulfilment.tracking.updatedAt && (
            <>
              , <TimeText at={fulfilment.tracking.updatedAt} />
            </>
          )}
        </p>
      )}
      {fulfilment?.tracking?.url && (
        <p>
          <a href={fulfilment.tracking.url} rel="noreferrer noopener" target="_blank">
            Carrier's tracking page
          </a>
        </p>
      )}
      {delivery && (
        <p className="small muted">
          To {delivery.name}, {delivery.address}, {delivery.areaCode}
        </p>
      )}
      {!fulfilment && !delivery && <p className="small muted">Details follow when the shop has accepted.</p>}
    </section>
  );
}

function Payment({ order }: { order: Order }) {
  if (order.payment === null) return null;
  return (
    <section className="card card-pad stack-tight" aria-label="Payment">
      <div className="row">
        <h2 className={classes.heading}>Payment</h2>
        <span className="push">
          <StateBadge state={order.payment.state} />
        </span>
      </div>
      <p>
        <MoneyText money={order.payment.amount} strong />
      </p>
    </section>
  );
}

function Support({ order }: { order: Order }) {
  if (order.support === null) return null;
  return (
    <section className="card card-pad stack-tight" aria-label="Support">
      <h2 className={classes.heading}>Support</h2>
      {order.support.phone && (
        <p>
          <a href={`tel:${order.support.phone}`}>{order.support.phone}</a>
        </p>
      )}
      {order.support.email && (
        <p>
          <a href={`mailto:${order.support.email}`}>{order.support.email}</a>
        </p>
      )}
    </section>
  );
}

/** Every statement on this page can be checked. */
function Evidence({ order }: { order: Order }) {
  const me = useMe();
  return (
    <section className="card card-pad stack-tight" aria-label="Evidence">
      <h2 className={classes.heading}>Evidence</h2>
      <div className="row small">
        <span className="muted">Transaction</span>
        <span className="push">
          <IdText id={order.transactionId} label="transaction id" />
        </span>
      </div>
      {mayOpen(me, ["operator", "analyst", "partner", "seller"]) && (
        <Link to="/trade/messages" search={{ transactionId: order.transactionId }} className="small">
          Signed messages of this order
        </Link>
      )}
      {mayOpen(me, ["operator", "analyst"]) && (
        <Link to="/settle/ledger/transactions" search={{ reference: order.id }} className="small">
          Postings in the ledger
        </Link>
      )}
    </section>
  );
}
