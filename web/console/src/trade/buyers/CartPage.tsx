import { Button } from "@mantine/core";
import { IconBasket } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { times } from "../../api/money";
import { EmptyState } from "../../components/EmptyState";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { groups, useCart } from "./cart";
import { ItemImage } from "./ItemImage";
import { QuantityStepper } from "./QuantityStepper";
import classes from "./CartPage.module.css";

export const SHOP_CRUMBS = [{ label: "Trade" }, { label: "Shop", to: "/trade/buyers" as const }];

export default function CartPage() {
  const cart = useCart();
  const byShop = groups(cart.lines);
  if (cart.count === 0) {
    return (
      <>
        <PageHeader title="Cart" crumbs={SHOP_CRUMBS} />
        <EmptyState
          icon={IconBasket}
          title="Your cart is empty"
          action={<Link to="/trade/buyers">Find something to buy</Link>}
        >
          What you add while shopping is kept here, from as many shops as you like. Each shop becomes one order.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader
        title="Cart"
        crumbs={SHOP_CRUMBS}
        lead={
          byShop.length > 1 ? `${byShop.length} shops: each becomes one order, all are placed together.` : undefined
        }
      />
      <div className={classes.layout}>
        <div className="stack grow">
          {byShop.map((group) => (
            <section key={`${group.seller}|${group.provider}`} className="card" aria-label={group.provider}>
              <div className="card-head">
                <h2 className="nowrap">{group.provider}</h2>
                {group.seller !== group.provider && (
                  <span className="small muted truncate">through {group.seller}</span>
                )}
                <span className="push strong">
                  {group.totals.map((total) => (
                    <MoneyText key={total.asset} money={total} />
                  ))}
                </span>
              </div>
              <ul>
                {group.lines.map((line) => (
                  <li key={line.offer.id} className={classes.line}>
                    <ItemImage src={line.offer.image} name={line.offer.item} size={48} />
                    <div className={classes.what}>
                      <span>{line.offer.item}</span>
                      <span className="small muted">
                        <MoneyText money={line.offer.price} /> each
                      </span>
                    </div>
                    <QuantityStepper offer={line.offer} searchId={line.searchId} />
                    <span className={classes.amount}>
                      <MoneyText money={times(line.offer.price, line.quantity)} />
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
        <aside className={classes.summary} aria-label="Summary">
          <div className="row">
            <span>Goods</span>
            <span className="push strong">
              {cart.totals.map((total) => (
                <MoneyText key={total.asset} money={total} />
              ))}
            </span>
          </div>
          <p className="small muted">
            Delivery, packing and taxes are quoted by each shop in the next step, before you pay anything.
          </p>
          <Button fullWidth size="md" renderRoot={(props) => <Link to="/trade/buyers/checkout" {...props} />}>
            Check out
          </Button>
          <Link to="/trade/buyers" className="small">
            Continue shopping
          </Link>
        </aside>
      </div>
    </>
  );
}
