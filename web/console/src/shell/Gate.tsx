import type { RouteComponent } from "@tanstack/react-router";
import { ForbiddenPage } from "../components/ForbiddenPage";
import { mayOpen, useMe } from "../platform/identity/session";
import { ALL_PAGES } from "./pages";

/**
 * Shows the page to those who may open it, and to others whom to ask. The gate is a courtesy: what counts is that
 * the platform refuses the calls behind the page.
 */
export function gated(to: string, Page: RouteComponent): RouteComponent {
  const entry = ALL_PAGES.find((page) => page.to === to);
  function Gated() {
    const me = useMe();
    return mayOpen(me, entry?.roles) ? (
      <Page />
    ) : (
      <ForbiddenPage what={entry?.label ?? to} roles={entry?.roles ?? []} />
    );
  }
  return Object.assign(Gated, Page.preload ? { preload: Page.preload } : {});
}
