import { Button, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Order } from "../api/types";
import { MoneyText } from "../components/MoneyText";
import { useCart } from "../trade/buyers/cart";
import { OrderRow } from "../trade/buyers/OrderRow";
import { isFinal, walletQuery } from "../trade/buyers/queries";
import rowClasses from "../trade/buyers/OrderRow.module.css";
import { countText, useFirst } from "./numbers";
import { Tile, Tiles } from "./Tile";
import classes from "./HomePage.module.css";

const SHOWN = 5;
const SUGGESTIONS = ["biscuits", "milk", "basmati rice", "tea", "mithai"];

export function BuyerHome() {
  const [text, setText] = useState("");
  const navigate = useNavigate();
  const cart = useCart();
  const orders = useFirst<Order>("/api/v1/buyers/orders");
  const wallet = useQuery(walletQuery);
  const open = orders.data?.items.filter((order) => !isFinal(order)) ?? [];
  const isDelivered = (order: Order) => order.state === "Completed";
  return (
    <>
      <form
        className={classes.search}
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "") void navigate({ to: "/trade/buyers", search: { text: text.trim() } });
        }}
      >
        <TextInput
          size="md"
          aria-label="What are you looking for?"
          placeholder="What are you looking for?"
          value={text}
          leftSection={<IconSearch size={18} />}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button size="md" type="submit">
          Search
        </Button>
      </form>
      <div className="row wrap" aria-label="Suggestions">
        {SUGGESTIONS.map((word) => (
          <Link key={word} to="/trade/buyers" search={{ text: word }} className={classes.chip}>
            {word}
          </Link>
        ))}
      </div>
      <Tiles>
        <Tile
          label="On the way"
          to="/trade/buyers/orders"
          search={{ show: "open" }}
          loading={orders.isLoading}
          value={open.length}
          advice={open.length > 0 ? "Follow them live" : "Nothing is on its way"}
        />
        <Tile
          label="Wallet"
          to="/trade/buyers/orders"
          loading={wallet.isLoading}
          value={wallet.data ? <MoneyText money={wallet.data.balance} /> : "–"}
          advice={
            wallet.data ? (
              <>
                <MoneyText money={wallet.data.held} /> held for open orders
              </>
            ) : (
              "Not reachable"
            )
          }
        />
        <Tile
          label="In the cart"
          to="/trade/buyers/cart"
          value={cart.count}
          advice={cart.count > 0 ? "Check out" : "Empty"}
        />
        <Tile
          label="Delivered"
          to="/trade/buyers/orders"
          search={{ show: "past" }}
          loading={orders.isLoading}
          value={countText(orders.data, isDelivered)}
          advice="Rate them: it helps others to choose"
        />
      </Tiles>
      <LatestOrders orders={orders.data?.items ?? []} />
    </>
  );
}

/** What is on its way first, then what was bought last. */
function LatestOrders({ orders }: { orders: readonly Order[] }) {
  if (orders.length === 0) return null;
  const inOrder = [...orders.filter((order) => !isFinal(order)), ...orders.filter(isFinal)];
  return (
    <section className="card" aria-label="Your orders">
      <div className="card-head">
        <h2>Your orders</h2>
        <Link to="/trade/buyers/orders" className="push small">
          All orders
        </Link>
      </div>
      <ul className={rowClasses.list}>
        {inOrder.slice(0, SHOWN).map((order) => (
          <OrderRow key={order.id} order={order} />
        ))}
      </ul>
    </section>
  );
}
