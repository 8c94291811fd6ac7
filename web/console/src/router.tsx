import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
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
  component: () => (
    <>
      <Outlet />
      <Toasts />
    </>
  ),
  notFoundComponent: NotFoundPage,
});

const signIn = createRoute({ getParentRoute: () => root, path: "/sign-in", component: SignInPage, validateSearch });

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    if ((await context.queries.query({ ...meQuery, staleTime: "static" })) === null) {
      throw redirect({ to: "/sign-in", search: { from: location.href } });
    }
  },
});

const at = <Path extends string>(path: Path) => ({ getParentRoute: () => shell, path, validateSearch }) as const;

const home = createRoute({ ...at("/"), component: lazyRouteComponent(() => import("./home/HomePage")) });

const shop = createRoute({
  ...at("/trade/buyers"),
  component: gated(
    "/trade/buyers",
    lazyRouteComponent(() => import("./trade/buyers/ShopPage")),
  ),
});
const cart = createRoute({
  ...at("/trade/buyers/cart"),
  component: gated(
    "/trade/buyers",
    lazyRouteComponent(() => import("./trade/buyers/CartPage")),
  ),
});
const checkout = createRoute({
  ...at("/trade/buyers/checkout"),
  component: gated(
    "/trade/buyers",
    lazyRouteComponent(() => import("./trade/buyers/CheckoutPage")),
  ),
});
const orders = createRoute({
  ...at("/trade/buyers/orders"),
  component: gated(
    "/trade/buyers/orders",
    lazyRouteComponent(() => import("./trade/buyers/OrdersPage")),
  ),
});
const order = createRoute({
  ...at("/trade/buyers/orders/$orderId"),
  component: gated(
    "/trade/buyers/orders",
    lazyRouteComponent(() => import("./trade/buyers/OrderPage")),
  ),
});
const participants = createRoute({
  ...at("/trade/registry"),
  component: gated(
    "/trade/registry",
    lazyRouteComponent(() => import("./trade/registry/ParticipantsPage")),
  ),
});
const onboard = createRoute({
  ...at("/trade/registry/onboard"),
  component: gated(
    "/trade/registry",
    lazyRouteComponent(() => import("./trade/registry/OnboardPage")),
  ),
});
const participant = createRoute({
  ...at("/trade/registry/$subscriberId"),
  component: gated(
    "/trade/registry",
    lazyRouteComponent(() => import("./trade/registry/ParticipantPage")),
  ),
});
const messages = createRoute({
  ...at("/trade/messages"),
  component: gated(
    "/trade/messages",
    lazyRouteComponent(() => import("./trade/messages/MessagesPage")),
  ),
});
const rules = createRoute({
  ...at("/trade/routing"),
  component: gated(
    "/trade/routing",
    lazyRouteComponent(() => import("./trade/routing/RulesPage")),
  ),
});
const products = createRoute({
  ...at("/trade/sellers"),
  component: gated(
    "/trade/sellers",
    lazyRouteComponent(() => import("./trade/sellers/ProductsPage")),
  ),
});
const shopOrders = createRoute({
  ...at("/trade/sellers/orders"),
  component: gated(
    "/trade/sellers/orders",
    lazyRouteComponent(() => import("./trade/sellers/SellerOrdersPage")),
  ),
});
const shipments = createRoute({
  ...at("/trade/logistics"),
  component: gated(
    "/trade/logistics",
    lazyRouteComponent(() => import("./trade/logistics/ShipmentsPage")),
  ),
});
const payments = createRoute({
  ...at("/trade/payments"),
  component: gated(
    "/trade/payments",
    lazyRouteComponent(() => import("./trade/payments/PaymentsPage")),
  ),
});
const accounts = createRoute({
  ...at("/settle/ledger"),
  component: gated(
    "/settle/ledger",
    lazyRouteComponent(() => import("./settle/ledger/AccountsPage")),
  ),
});
const account = createRoute({
  ...at("/settle/ledger/accounts/$accountId"),
  component: gated(
    "/settle/ledger",
    lazyRouteComponent(() => import("./settle/ledger/AccountPage")),
  ),
});
const transactions = createRoute({
  ...at("/settle/ledger/transactions"),
  component: gated(
    "/settle/ledger/transactions",
    lazyRouteComponent(() => import("./settle/ledger/TransactionsPage")),
  ),
});
const trialBalance = createRoute({
  ...at("/settle/ledger/trial-balance"),
  component: gated(
    "/settle/ledger/trial-balance",
    lazyRouteComponent(() => import("./settle/ledger/TrialBalancePage")),
  ),
});
const services = createRoute({
  ...at("/platform/services"),
  component: gated(
    "/platform/services",
    lazyRouteComponent(() => import("./platform/services/ServicesPage")),
  ),
});
const journal = createRoute({
  ...at("/platform/events"),
  component: gated(
    "/platform/events",
    lazyRouteComponent(() => import("./platform/events/EventsPage")),
  ),
});
const subscriptions = createRoute({
  ...at("/platform/events/subscriptions"),
  component: gated(
    "/platform/events/subscriptions",
    lazyRouteComponent(() => import("./platform/events/SubscriptionsPage")),
  ),
});
const deadLetters = createRoute({
  ...at("/platform/events/dead-letters"),
  component: gated(
    "/platform/events/dead-letters",
    lazyRouteComponent(() => import("./platform/events/DeadLettersPage")),
  ),
});
const audit = createRoute({
  ...at("/platform/audit"),
  component: gated(
    "/platform/audit",
    lazyRouteComponent(() => import("./platform/audit/AuditPage")),
  ),
});
const auditEntry = createRoute({
  ...at("/platform/audit/$number"),
  component: gated(
    "/platform/audit",
    lazyRouteComponent(() => import("./platform/audit/AuditEntryPage")),
  ),
});
const signatures = createRoute({
  ...at("/platform/signatures"),
  component: gated(
    "/platform/signatures",
    lazyRouteComponent(() => import("./platform/signatures/SignaturesPage")),
  ),
});
const secrets = createRoute({
  ...at("/platform/secrets"),
  component: gated(
    "/platform/secrets",
    lazyRouteComponent(() => import("./platform/secrets/SecretsPage")),
  ),
});
const users = createRoute({
  ...at("/platform/identity/users"),
  component: gated(
    "/platform/identity/users",
    lazyRouteComponent(() => import("./platform/identity/UsersPage")),
  ),
});
const permissions = createRoute({
  ...at("/platform/identity/permissions"),
  component: gated(
    "/platform/identity/permissions",
    lazyRouteComponent(() => import("./platform/identity/PermissionsPage")),
  ),
});

/** Within the shell, so that the navigation and the palette are there to go on from. */
const missing = createRoute({ ...at("/$"), component: NotFoundPage });

const routeTree = root.addChildren([
  signIn,
  shell.addChildren([
    home,
    shop,
    cart,
    checkout,
    orders,
    order,
    participants,
    onboard,
    participant,
    messages,
    rules,
    products,
    shopOrders,
    shipments,
    payments,
    accounts,
    account,
    transactions,
    trialBalance,
    services,
    journal,
    subscriptions,
    deadLetters,
    audit,
    auditEntry,
    signatures,
    secrets,
    users,
    permissions,
    missing,
  ]),
]);

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
      const text = new URLSearchParams(filled.map(([name, value]) => [name, value])).toString();
      return text === "" ? "" : `?${text}`;
    },
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
