import { Modal } from "@mantine/core";
import type { Offer } from "../../api/types";
import { MoneyText } from "../../components/MoneyText";
import { ItemImage } from "./ItemImage";
import { arrange } from "./offers";
import { QuantityStepper } from "./QuantityStepper";
import classes from "./OfferDialog.module.css";

interface Props {
  offer: Offer;
  searchId: string;
  offers: Offer[];
  onOpen: (offer: Offer) => void;
  onClose: () => void;
}

const MAX_OTHERS = 5;

export function OfferDialog({ offer, searchId, offers, onOpen, onClose }: Props) {
  const same = (other: Offer) => other.id !== offer.id && other.item.toLowerCase() === offer.item.toLowerCase();
  const others = arrange(offers.filter(same), "price", undefined).slice(0, MAX_OTHERS);
  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title={offer.category ?? "Product"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className={classes.layout}>
        <div className={classes.image}>
          <ItemImage src={offer.image} name={offer.item} />
        </div>
        <div className="stack-tight grow">
          <h2 className={classes.name}>{offer.item}</h2>
          <p className={classes.price}>
            <MoneyText money={offer.price} strong />
          </p>
          {offer.description !== null && <p>{offer.description}</p>}
          <dl className={classes.facts}>
            <dt>Sold by</dt>
            <dd>{offer.provider}</dd>
            {offer.seller !== offer.provider && (
              <>
                <dt>Through</dt>
                <dd>{offer.seller}</dd>
              </>
            )}
            {offer.distanceKm !== null && (
              <>
                <dt>Distance</dt>
                <dd>{offer.distanceKm.toFixed(1)} km</dd>
              </>
            )}
            {offer.available !== null && (
              <>
                <dt>In stock</dt>
                <dd>{offer.available}</dd>
              </>
            )}
          </dl>
          <div>
            <QuantityStepper offer={offer} searchId={searchId} addLabel="Add to cart" />
          </div>
        </div>
      </div>
      {others.length > 0 && (
        <section className={classes.others} aria-label="Other sellers">
          <h3>Also offered by</h3>
          <ul>
            {others.map((other) => (
              <li key={other.id}>
                <button type="button" onClick={() => onOpen(other)}>
                  {other.provider}
                </button>
                <span className="muted push">{other.distanceKm !== null && `${other.distanceKm.toFixed(1)} km`}</span>
                <MoneyText money={other.price} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Modal>
  );
}
