import { Button, NumberInput, Select, Skeleton, TextInput } from "@mantine/core";
import { IconBasket, IconMapPin, IconMoodEmpty, IconSearch } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState, type SubmitEvent } from "react";
import { api } from "../../api/client";
import { formatMoney } from "../../api/money";
import type { NewSearch, Offer } from "../../api/types";
import { EmptyState } from "../../components/EmptyState";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { groups, useCart } from "./cart";
import { OfferCard } from "./OfferCard";
import { OfferDialog } from "./OfferDialog";
import { arrange, ORDERS, type OfferOrder } from "./offers";
import { PLACES, placeOf } from "./places";
import { useSearchResult } from "./queries";
import { SourceList } from "./SourceList";
import classes from "./ShopPage.module.css";

const FIRST_SHOWN = 60;
const SUGGESTIONS = ["biscuits", "milk", "basmati rice", "tea", "mithai", "yoghurt"];

export default function ShopPage() {
  const search = useSearch({ from: "/shell/trade/buyers" });
  const navigate = useNavigate({ from: "/trade/buyers" });
  const result = useSearchResult(search.search);
  const [open, setOpen] = useState<Offer | null>(null);

  const start = useMutation({
    mutationFn: (input: NewSearch): Promise<{ id: string }> => api.post("/api/v1/buyers/searches", input),
    onSuccess: ({ id }) =>
      navigate({ search: (before) => ({ ...before, search: id, source: undefined }), replace: true }),
  });

  // An address with a text but without a search (from the palette, or kept as a bookmark) searches by itself, once.
  const started = useRef<string | null>(null);
  useEffect(() => {
    if (search.text === undefined || search.search !== undefined || started.current === search.text) return;
    started.current = search.text;
    start.mutate(toSearch(search));
  }, [search, start]);

  return (
    <>
      <PageHeader title="Shop" lead="Ask every seller on the network at once. Results appear as sellers answer." />
      <SearchForm
        key={search.text ?? ""}
        initial={search}
        pending={start.isPending}
        onSearch={(next) => {
          started.current = next.text ?? null;
          void navigate({ search: { ...next, search: undefined } });
          start.mutate(toSearch(next));
        }}
      />
      {start.error !== null && <ProblemAlert error={start.error} />}
      {result.error !== null && <ProblemAlert error={result.error} onRetry={() => start.mutate(toSearch(search))} />}
      {search.search === undefined && !start.isPending && start.error === null && <Welcome />}
      {(start.isPending || result.data !== undefined || result.isLoading) && (
        <Results
          searchId={search.search ?? ""}
          offers={result.data?.offers ?? []}
          complete={result.data?.complete ?? false}
          sources={result.data?.sources ?? []}
          onOpen={setOpen}
          text={search.text ?? ""}
        />
      )}
      <CartBar />
      {open !== null && (
        <OfferDialog
          offer={open}
          searchId={search.search ?? ""}
          offers={result.data?.offers ?? []}
          onOpen={setOpen}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

type Search = Record<string, string | undefined>;

function toSearch(search: Search): NewSearch {
  const place = placeOf(search.place);
  const priceMax = Number(search.max);
  return {
    text: search.text ?? "",
    gps: search.gps ?? place.gps,
    radiusKm: Number(search.radius ?? "10"),
    city: place.city,
    ...(priceMax > 0 ? { priceMax } : {}),
  };
}

function SearchForm({
  initial,
  pending,
  onSearch,
}: {
  initial: Search;
  pending: boolean;
  onSearch: (search: Search) => void;
}) {
  const [text, setText] = useState(initial.text ?? "");
  const [place, setPlace] = useState(initial.place ?? placeOf(undefined).id);
  const [gps, setGps] = useState(initial.gps);
  const [radius, setRadius] = useState(initial.radius ?? "10");
  const [max, setMax] = useState(initial.max ?? "");

  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (text.trim() === "") return;
    onSearch({ text: text.trim(), place, gps, radius, max: max === "" ? undefined : max });
  }

  function locate() {
    navigator.geolocation.getCurrentPosition(({ coords }) =>
      setGps(`${coords.latitude.toFixed(4)},${coords.longitude.toFixed(4)}`),
    );
  }

  return (
    <form className={classes.form} onSubmit={submit} role="search">
      <TextInput
        className={classes.text}
        label="What are you looking for?"
        placeholder="biscuits, milk, rice…"
        value={text}
        name="text"
        onChange={(event) => setText(event.currentTarget.value)}
        leftSection={<IconSearch size={16} />}
        autoComplete="off"
      />
      <Select
        className={classes.place}
        label={gps === undefined ? "Deliver to" : "Near your position"}
        value={place}
        allowDeselect={false}
        leftSection={<IconMapPin size={16} />}
        data={PLACES.map(({ id, label }) => ({ value: id, label }))}
        onChange={(value) => {
          setPlace(value ?? place);
          setGps(undefined);
        }}
      />
      <Select
        className={classes.small}
        label="Within"
        value={radius}
        allowDeselect={false}
        onChange={(value) => setRadius(value ?? radius)}
        data={["2", "5", "10", "25", "50"].map((km) => ({ value: km, label: `${km} km` }))}
      />
      <NumberInput
        className={classes.small}
        label="Price up to"
        placeholder="any"
        value={max}
        min={0}
        hideControls
        thousandSeparator=","
        decimalScale={2}
        suffix=" PKR"
        onChange={(value) => setMax(String(value))}
      />
      <Button type="submit" loading={pending} className={classes.submit}>
        Search
      </Button>
      {"geolocation" in navigator && window.isSecureContext && gps === undefined && (
        <button type="button" className={classes.locate} onClick={locate}>
          Use my position
        </button>
      )}
    </form>
  );
}

function Welcome() {
  return (
    <EmptyState
      icon={IconBasket}
      title="What do you need today?"
      action={SUGGESTIONS.map((text) => (
        <Link key={text} to="/trade/buyers" search={{ text }} className={classes.chip}>
          {text}
        </Link>
      ))}
    >
      Your search goes to every seller near you. You see who answered, how fast, and what they charge; one cart holds
      goods of several sellers.
    </EmptyState>
  );
}

interface ResultsProps {
  searchId: string;
  text: string;
  offers: Offer[];
  sources: Parameters<typeof SourceList>[0]["sources"];
  complete: boolean;
  onOpen: (offer: Offer) => void;
}

function Results({ searchId, text, offers, sources, complete, onOpen }: ResultsProps) {
  const search = useSearch({ from: "/shell/trade/buyers" });
  const navigate = useNavigate({ from: "/trade/buyers" });
  const [shown, setShown] = useState(FIRST_SHOWN);
  const order = (search.sort ?? "relevance") as OfferOrder;
  const arranged = useMemo(() => arrange(offers, order, search.source), [offers, order, search.source]);
  const priceRange = useMemo(() => arrange(offers, "price", undefined), [offers]);
  return (
    <div className={classes.results}>
      <SourceList
        sources={sources}
        complete={complete}
        chosen={search.source}
        onChoose={(source) => void navigate({ search: (before) => ({ ...before, source }), replace: true })}
      />
      <section className="stack grow" aria-label="Offers">
        <div className={classes.toolbar}>
          <span role="status" className="grow">
            <span className="strong">
              {arranged.length} {arranged.length === 1 ? "offer" : "offers"}
            </span>
            {text !== "" && <> for “{text}”</>}
            {!complete && <span className="muted"> · more may come</span>}
            {complete && priceRange.length > 1 && (
              <span className={`muted ${classes.range}`}>
                {" "}
                · from {formatMoney((priceRange[0] as Offer).price)} to{" "}
                {formatMoney((priceRange.at(-1) as Offer).price)}
              </span>
            )}
          </span>
          <Select
            aria-label="Sort by"
            size="xs"
            w={150}
            value={order}
            allowDeselect={false}
            data={ORDERS}
            onChange={(sort) =>
              void navigate({
                search: (before) => ({ ...before, sort: sort ?? undefined }),
                replace: true,
              })
            }
          />
        </div>
        {complete && offers.length === 0 && (
          <EmptyState icon={IconMoodEmpty} title="No seller offered this">
            Try a more common word, a wider radius, or a higher price. Sellers that were offline may answer in a minute.
          </EmptyState>
        )}
        <ul className={classes.grid}>
          {arranged.slice(0, shown).map((offer) => (
            <li key={offer.id}>
              <OfferCard offer={offer} searchId={searchId} onOpen={() => onOpen(offer)} />
            </li>
          ))}
          {!complete &&
            Array.from({ length: offers.length === 0 ? 8 : 2 }, (_, index) => (
              <li key={`waiting-${index}`} aria-hidden>
                <Skeleton height={244} radius={8} />
              </li>
            ))}
        </ul>
        {arranged.length > shown && (
          <Button variant="default" onClick={() => setShown(shown + FIRST_SHOWN)}>
            Show more ({arranged.length - shown})
          </Button>
        )}
      </section>
    </div>
  );
}

function CartBar() {
  const cart = useCart();
  if (cart.count === 0) return null;
  const sellers = groups(cart.lines).length;
  return (
    <aside className={classes.cartBar} aria-label="Cart">
      <IconBasket size={18} aria-hidden />
      <span className="grow">
        <span className="strong">
          {cart.count} {cart.count === 1 ? "item" : "items"}
        </span>
        <span className="muted">
          {" "}
          from {sellers} {sellers === 1 ? "shop" : "shops"}
        </span>
      </span>
      <span className="strong">{cart.totals.map(formatMoney).join(" + ")}</span>
      <Button size="sm" renderRoot={(props) => <Link to="/trade/buyers/cart" {...props} />}>
        View cart
      </Button>
    </aside>
  );
}
