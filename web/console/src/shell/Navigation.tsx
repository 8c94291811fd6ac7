import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useCart } from "../trade/buyers/cart";
import { mayOpen, useMe } from "../platform/identity/session";
import { AREAS, HOME, type PageEntry } from "./pages";
import classes from "./Navigation.module.css";

interface Props {
  narrow: boolean;
  onNarrow: () => void;
  onFollow: () => void;
}

export function Navigation({ narrow, onNarrow, onFollow }: Props) {
  const me = useMe();
  return (
    <nav className={classes.nav} aria-label="Main" data-narrow={narrow}>
      <ul>
        <Item page={HOME} narrow={narrow} onFollow={onFollow} exact />
      </ul>
      {AREAS.map((area) => {
        const pages = area.pages.filter((page) => mayOpen(me, page.roles));
        if (pages.length === 0) return null;
        return (
          <section key={area.name} aria-label={area.name}>
            <h2 className={classes.area}>{area.name}</h2>
            <ul>
              {pages.map((page) => (
                <Item key={page.to} page={page} narrow={narrow} onFollow={onFollow} exact={hasChildPage(page, pages)} />
              ))}
            </ul>
          </section>
        );
      })}
      <button
        type="button"
        className={classes.fold}
        onClick={onNarrow}
        aria-expanded={!narrow}
        aria-label={narrow ? "Widen the navigation" : "Narrow the navigation"}
      >
        {narrow ? <IconLayoutSidebarLeftExpand size={18} /> : <IconLayoutSidebarLeftCollapse size={18} />}
      </button>
    </nav>
  );
}

/** `/trade/buyers` has `/trade/buyers/orders` beside it: then only the exact address is that page. */
const hasChildPage = (page: PageEntry, pages: readonly PageEntry[]): boolean =>
  pages.some((other) => other !== page && other.to.startsWith(`${page.to}/`));

function Item({
  page,
  narrow,
  onFollow,
  exact,
}: {
  page: PageEntry;
  narrow: boolean;
  onFollow: () => void;
  exact: boolean;
}) {
  const cart = useCart();
  const Symbol = page.icon;
  const count = page.to === "/trade/buyers" ? cart.count : 0;
  return (
    <li>
      <Link
        to={page.to}
        title={narrow ? page.label : undefined}
        className={classes.item}
        onClick={onFollow}
        activeOptions={{ exact, includeSearch: false }}
        aria-label={narrow ? page.label : undefined}
      >
        <Symbol size={17} stroke={1.7} aria-hidden />
        <span className={classes.label}>{page.label}</span>
        {count > 0 && (
          <span className={classes.count} aria-label={`${count} in the cart`}>
            {count}
          </span>
        )}
      </Link>
    </li>
  );
}
