import { useDisclosure, useHotkeys, useLocalStorage } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { Navigation } from "./Navigation";
import { TopBar } from "./TopBar";
import classes from "./Shell.module.css";

const NavigationDrawer = lazy(() => import("./NavigationDrawer"));
const loadPalette = () => import("./CommandPalette");
const CommandPalette = lazy(loadPalette);

const PALETTE_DELAY_MS = 1_500;

export function Shell() {
  const [narrow, setNarrow] = useLocalStorage({
    key: "skylink.nav.narrow",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [drawer, menu] = useDisclosure(false);
  const [palette, paletteControl] = useDisclosure(false);
  const main = useRef<HTMLElement>(null);
  useHotkeys([["mod+K", () => paletteControl.toggle()]], []);

  // Fetched while nothing else is to do, so that what is typed right after Ctrl-K is not lost.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), PALETTE_DELAY_MS);
    return () => clearTimeout(timer);
  }, []);

  // A new page is announced and starts at its top; a changed filter is the same page.
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    main.current?.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [pathname]);

  return (
    <div className={classes.shell} data-narrow={narrow}>
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <div className={classes.top}>
        <TopBar onMenu={menu.open} onPalette={paletteControl.open} />
      </div>
      <div className={classes.side}>
        <Navigation narrow={narrow} onNarrow={() => setNarrow(!narrow)} onFollow={menu.close} />
      </div>
      <main id="main" ref={main} className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      {drawer && (
        <Suspense>
          <NavigationDrawer onClose={menu.close} />
        </Suspense>
      )}
      {palette && (
        <Suspense>
          <CommandPalette onClose={paletteControl.close} />
        </Suspense>
      )}
    </div>
  );
}
