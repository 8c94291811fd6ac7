import {
  IconActivity,
  IconArrowsLeftRight,
  IconBasket,
  IconBoxSeam,
  IconBuildingStore,
  IconCertificate,
  IconClipboardList,
  IconCreditCard,
  IconHome,
  IconInbox,
  IconKey,
  IconListCheck,
  IconNetwork,
  IconPackageExport,
  IconReceipt2,
  IconRoute,
  IconScale,
  IconShieldLock,
  IconSignature,
  IconTopologyStar3,
  IconTruckDelivery,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";
import type { LinkProps } from "@tanstack/react-router";
import type { Me, Role } from "../api/types";
import { mayOpen } from "../platform/identity/session";

export interface PageEntry {
  to: NonNullable<LinkProps["to"]>;
  label: string;
  icon: Icon;
  /** Who may open it; absent: everyone signed in. Administrators always may. */
  roles?: readonly Role[];
  /** Further words under which the palette finds it. */
  words?: string;
}

export interface Area {
  name: string;
  pages: readonly PageEntry[];
}

export const HOME: PageEntry = { to: "/", label: "Home", icon: IconHome };

/** The navigation, the palette and the gates of the pages all read this list. */
export const AREAS: readonly Area[] = [
  {
    name: "Trade",
    pages: [
      { to: "/trade/buyers", label: "Shop", icon: IconBasket, roles: ["buyer"], words: "search buy products" },
      {
        to: "/trade/buyers/orders",
        label: "My orders",
        icon: IconClipboardList,
        roles: ["buyer"],
        words: "history track",
      },
      {
        to: "/trade/sellers",
        label: "Products",
        icon: IconBoxSeam,
        roles: ["seller", "partner", "operator", "analyst"],
        words: "catalogue stock import",
      },
      {
        to: "/trade/sellers/orders",
        label: "Shop orders",
        icon: IconPackageExport,
        roles: ["seller", "partner", "operator", "analyst"],
        words: "accept pack ship",
      },
      {
        to: "/trade/logistics",
        label: "Shipments",
        icon: IconTruckDelivery,
        roles: ["operator", "analyst"],
        words: "logistics riders delivery carrier",
      },
      {
        to: "/trade/payments",
        label: "Payments",
        icon: IconCreditCard,
        roles: ["operator", "analyst"],
        words: "holds refunds wallet",
      },
      {
        to: "/trade/registry",
        label: "Participants",
        icon: IconBuildingStore,
        roles: ["operator", "analyst", "partner"],
        words: "registry subscribers keys network",
      },
      {
        to: "/trade/routing",
        label: "Routing rules",
        icon: IconRoute,
        roles: ["operator", "analyst"],
        words: "gateway who gets search dry run",
      },
      {
        to: "/trade/messages",
        label: "Messages",
        icon: IconArrowsLeftRight,
        roles: ["operator", "partner"],
        words: "protocol signatures transaction sequence",
      },
    ],
  },
  {
    name: "Settle",
    pages: [
      {
        to: "/settle/ledger",
        label: "Accounts",
        icon: IconReceipt2,
        roles: ["operator", "analyst"],
        words: "ledger balances",
      },
      {
        to: "/settle/ledger/transactions",
        label: "Postings",
        icon: IconListCheck,
        roles: ["operator", "analyst"],
        words: "ledger journal transactions",
      },
      {
        to: "/settle/ledger/trial-balance",
        label: "Trial balance",
        icon: IconScale,
        roles: ["operator", "analyst"],
        words: "ledger sums",
      },
    ],
  },
  {
    name: "Platform",
    pages: [
      {
        to: "/platform/services",
        label: "Services",
        icon: IconTopologyStar3,
        roles: ["operator", "analyst"],
        words: "health status checks processes dependencies graph map",
      },
      {
        to: "/platform/events",
        label: "Events",
        icon: IconActivity,
        roles: ["operator", "analyst"],
        words: "journal log",
      },
      {
        to: "/platform/events/subscriptions",
        label: "Queues",
        icon: IconNetwork,
        roles: ["operator", "analyst"],
        words: "subscriptions lag replay consumers",
      },
      {
        to: "/platform/events/dead-letters",
        label: "Dead letters",
        icon: IconInbox,
        roles: ["operator"],
        words: "dlq redrive purge failed deliveries",
      },
      {
        to: "/platform/audit",
        label: "Audit log",
        icon: IconCertificate,
        roles: ["operator"],
        words: "who did what proof verify tamper integrity witness forget",
      },
      {
        to: "/platform/signatures",
        label: "Signing keys",
        icon: IconSignature,
        roles: ["partner", "operator"],
        words: "signatures clients rotate rotation revoke jwks post-quantum ml-dsa",
      },
      {
        to: "/platform/secrets",
        label: "Secrets",
        icon: IconKey,
        roles: [],
        words: "passwords tokens vault aws rotate rollback settings",
      },
      {
        to: "/platform/identity/users",
        label: "Users",
        icon: IconUsers,
        roles: ["partner", "operator", "admin"],
        words: "accounts people roles",
      },
      {
        to: "/platform/identity/permissions",
        label: "Permissions",
        icon: IconShieldLock,
        roles: ["partner", "analyst", "operator"],
        words: "roles matrix access",
      },
    ],
  },
];

export const ALL_PAGES: readonly PageEntry[] = [HOME, ...AREAS.flatMap((area) => area.pages)];

/** Whether a link to that page leads anywhere for this person. */
export const mayOpenPage = (me: Me, to: PageEntry["to"]): boolean =>
  mayOpen(me, ALL_PAGES.find((page) => page.to === to)?.roles);
