import { Button, Select, TextInput } from "@mantine/core";
import { IconBasket } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type SubmitEvent } from "react";
import { api, asProblem } from "../../api/client";
import type { Delivery, NewOrder, Order } from "../../api/types";
import { EmptyState } from "../../components/EmptyState";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { groups, orderRequests, useCart, type CartLine } from "./cart";
import { SHOP_CRUMBS } from "./CartPage";
import { checkDelivery, useDelivery } from "./delivery";
import { PLACES, placeOf } from "./places";
import { ReviewOrders } from "./ReviewOrders";
import { useMe } from "../../platform/identity/session";
import classes from "./CheckoutPage.module.css";

const CRUMBS = [...SHOP_CRUMBS, { label: "Cart", to: "/trade/buyers/cart" as const }];

/** Two steps, both in the address: where to deliver, then the shops' quotes and the decision. */
export default function CheckoutPage() {
  const { orders } = useSearch({ from: "/shell/trade/buyers/checkout" });
  const ids = orders?.split(",").filter((id) => id !== "") ?? [];
  return (
    <>
      <PageHeader title="Check out" crumbs={CRUMBS} />
      <ol className={classes.steps} aria-label="Steps">
        <li aria-current={ids.length === 0 ? "step" : undefined}>Delivery</li>
        <li aria-current={ids.length > 0 ? "step" : undefined}>Review and pay</li>
      </ol>
      {ids.length === 0 ? <DeliveryStep /> : <ReviewOrders ids={ids} />}
    </>
  );
}

function DeliveryStep() {
  const cart = useCart();
  const me = useMe();
  const [stored, setDelivery] = useDelivery();
  const delivery = { ...stored, name: stored.name || me.name, email: stored.email || me.email };
  const [left, setLeft] = useState<Partial<Record<keyof Delivery, boolean>>>({});
  const navigate = useNavigate({ from: "/trade/buyers/checkout" });
  const errors = checkDelivery(delivery);

  const ask = useMutation({
    mutationFn: async () => {
      const requests = orderRequests(cart.lines).map((request): NewOrder => ({ ...request, delivery }));
      return (
        await Promise.all(requests.map((request): Promise<Order[]> => api.post("/api/v1/buyers/orders", request)))
      ).flat();
    },
    onSuccess: (orders) => navigate({ search: { orders: orders.map((order) => order.id).join(",") } }),
  });
  const refused = ask.error === null ? {} : (asProblem(ask.error).errors ?? {});

  if (cart.count === 0) {
    return (
      <EmptyState
        icon={IconBasket}
        title="Nothing to check out"
        action={<Link to="/trade/buyers">Find something to buy</Link>}
      >
        Your cart is empty. Orders you already placed are under My orders.
      </EmptyState>
    );
  }

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setLeft({ name: true, phone: true, email: true, address: true, areaCode: true });
    if (Object.keys(errors).length === 0) ask.mutate();
    else (event.currentTarget as HTMLFormElement).querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }

  const field = (name: keyof Delivery) => ({
    name,
    value: delivery[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      setDelivery({ ...delivery, [name]: event.currentTarget.value }),
    onBlur: () => setLeft((before) => ({ ...before, [name]: true })),
    error: (left[name] ? errors[name] : undefined) ?? refused[`delivery.${name}`]?.join(" "),
  });

  return (
    <div className={classes.layout}>
      <form id="delivery" className={classes.form} onSubmit={submit} noValidate>
        {ask.error !== null && <ProblemAlert error={ask.error} />}
        <div className={classes.pair}>
          <TextInput label="Name" autoComplete="name" {...field("name")} />
          <TextInput label="Phone" type="tel" autoComplete="tel" placeholder="+92 300 1234567" {...field("phone")} />
        </div>
        <TextInput label="Email" type="email" autoComplete="email" {...field("email")} />
        <TextInput label="Address" autoComplete="street-address" placeholder="House, street" {...field("address")} />
        <div className={classes.pair}>
          <Select
            label="Area"
            allowDeselect={false}
            value={PLACES.find((place) => place.gps === delivery.gps)?.id ?? placeOf(undefined).id}
            data={PLACES.map(({ id, label }) => ({ value: id, label }))}
            onChange={(id) => {
              const { city, gps, areaCode } = placeOf(id ?? undefined);
              setDelivery({ ...delivery, city, gps, areaCode });
            }}
          />
          <TextInput label="Area code" inputMode="numeric" autoComplete="postal-code" {...field("areaCode")} />
        </div>
      </form>
      <GoodsSummary pending={ask.isPending} />
    </div>
  );
}

function GoodsSummary({ pending }: { pending: boolean }) {
  const cart = useCart();
  return (
    <aside className={classes.summary} aria-label="Summary">
      {groups(cart.lines).map((group) => (
        <div key={`${group.seller}|${group.provider}`} className="row">
          <span className="truncate grow">{group.provider}</span>
          <span className="muted small">{countOf(group.lines)}</span>
          {group.totals.map((total) => (
            <MoneyText key={total.asset} money={total} />
          ))}
        </div>
      ))}
      <div className={classes.total}>
        <span>Goods</span>
        <span className="strong">
          {cart.totals.map((total) => (
            <MoneyText key={total.asset} money={total} />
          ))}
        </span>
      </div>
      <Button type="submit" form="delivery" size="md" fullWidth loading={pending}>
        Get quotes
      </Button>
      <p className="small muted">Nothing is bought yet: the shops first say what delivery and taxes cost.</p>
    </aside>
  );
}

function countOf(lines: CartLine[]): string {
  const count = lines.reduce((sum, line) => sum + line.quantity, 0);
  return count === 1 ? "1 item" : `${count} items`;
}
