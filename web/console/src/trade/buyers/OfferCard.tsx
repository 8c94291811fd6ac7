import { formatMoney } from "../../api/money";
import type { Money, Offer } from "../../api/types";
import { MoneyText } from "../../components/MoneyText";
import { ItemImage } from "./ItemImage";
import { QuantityStepper } from "./QuantityStepper";
import classes from "./OfferCard.module.css";

const FEW_LEFT = 5;

export function OfferCard({ offer, searchId, onOpen }: { offer: Offer; searchId: string; onOpen: () => void }) {
  return (
    <article className={classes.card}>
      <ItemImage src={offer.image} name={offer.item} />
      <div className={classes.body}>
        <h3>
          <button type="button" className={classes.name} onClick={onOpen}>
            {offer.item}
          </button>
        </h3>
        <p className="small muted truncate">
          {offer.provider}
          {offer.distanceKm !== null && ` · ${offer.distanceKm.toFixed(1)} km`}
        </p>
      </div>
      <div className={classes.foot}>
        <div className="stack-0">
          <span className={classes.price}>
            <MoneyText money={offer.price} />
          </span>
          {offer.marketPrice !== null && <PrintedPrice price={offer.marketPrice} />}
          {offer.available !== null && offer.available > 0 && offer.available <= FEW_LEFT && (
            <span className="small warn">{offer.available} left</span>
          )}
        </div>
        <div className={classes.add}>
          <QuantityStepper offer={offer} searchId={searchId} />
        </div>
      </div>
    </article>
  );
}

function PrintedPrice({ price }: { price: Money }) {
  return (
    <s className="small faint">
      <span className="sr-only">printed price </span>
      {formatMoney(price)}
    </s>
  );
}
