import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { Toasts } from "./components/toast";
import { meQuery } from "./platform/identity/session";
import { SignInPage } from "./platform/identity/SignInPage";
import { ErrorPage, NotFoundPage, PendingPage } from "./shell/FallbackPages";
import { gated } from "./shell/Gate";
import { Shell } from "./shell/Shell";

/** Every filter of a page is plain text in its address. */
type TextSearch = Record<string, string | undefined>;
const validateSearch = (search: TextSearch): TextSearch => search;

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: () => <><Outlet /><Toasts /></>,
  notFoundComponent: NotFoundPage,
});

const signIn = createRoute({ getParentRoute: () => root, path: "/sign-in", component: SignInPage, validateSearch });

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    if ((await context.queries.ensureQueryData(meQuery)) === null) {
      throw redirect({ to: "/sign-in", search: { from: location.href } });
    }
  },
});

const at = <Path extends string>(path: Path) => ({ getParentRoute: () => shell, path, validateSearch }) as const;

const home = createRoute({ ...at("/"), component: lazyRouteComponent(() => import("./home/HomePage")) });

const shop = createRoute({ ...at("/trade/buyers"),
  component: gated("/trade/buyers", lazyRouteComponent(() => import("./trade/buyers/ShopPage"))) });
const cart = createRoute({ ...at("/trade/buyers/cart"),
  component: gated("/trade/buyers", lazyRouteComponent(() => import("./trade/buyers/CartPage"))) });
const checkout = createRoute({ ...at("/trade/buyers/checkout"),
  component: gated("/trade/buyers", lazyRouteComponent(() => import("./trade/buyers/CheckoutPage"))) });
const orders = createRoute({ ...at("/trade/buyers/orders"),
  component: gated("/trade/buyers/orders", lazyRouteComponent(() => import("./trade/buyers/OrdersPage"))) });
const order = createRoute({ ...at("/trade/buyers/orders/$orderId"),
  component: gated("/trade/buyers/orders", lazyRouteComponent(() => import("./trade/buyers/OrderPage"))) });

const routeTree = root.addChildren([signIn, shell.addChildren([home, shop, cart, checkout, orders, order])]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    defaultPreload: "intent",
    defaultPendingComponent: PendingPage,
    defaultPendingMs: 200,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search: TextSearch) => {
      const filled = Object.entries(search).filter((entry): entry is [string, string] => Boolean(entry[1]));
      const text = new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString();
      return text === "" ? "" : `?${text}`;
    },
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
