import { IconMinus, IconPlus, IconTrash } from "@tabler/icons-react";
import type { Offer } from "../../api/types";
import { most, setQuantity, useCart } from "./cart";
import classes from "./QuantityStepper.module.css";

export function QuantityStepper({
  offer,
  searchId,
  addLabel = "Add",
}: {
  offer: Offer;
  searchId: string;
  addLabel?: string;
}) {
  const cart = useCart();
  const quantity = cart.quantityOf(offer.id);
  const change = (to: number) => setQuantity(searchId, offer, to);
  if (most(offer) === 0 && quantity === 0) return <span className="small muted">Sold out</span>;
  if (quantity === 0) {
    return (
      <button
        type="button"
        className={classes.add}
        onClick={() => change(1)}
        aria-label={`Add ${offer.item} to the cart`}
      >
        <IconPlus size={15} aria-hidden />
        {addLabel}
      </button>
    );
  }
  return (
    <div className={classes.stepper} role="group" aria-label={`Quantity of ${offer.item}`}>
      <button type="button" onClick={() => change(quantity - 1)} aria-label={quantity === 1 ? "Remove" : "One less"}>
        {quantity === 1 ? <IconTrash size={14} /> : <IconMinus size={14} />}
      </button>
      <output aria-live="polite">{quantity}</output>
      <button
        type="button"
        onClick={() => change(quantity + 1)}
        disabled={quantity >= most(offer)}
        aria-label="One more"
      >
        <IconPlus size={14} />
      </button>
    </div>
  );
}
