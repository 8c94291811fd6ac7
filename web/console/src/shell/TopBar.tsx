import { ActionIcon, useMantineColorScheme, useComputedColorScheme } from "@mantine/core";
import { IconChevronDown, IconLogout, IconMenu2, IconMoon, IconSearch, IconSun } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMe, useSignOut } from "../platform/identity/session";
import { BarPanel } from "./BarPanel";
import { HealthDot } from "./HealthDot";
import { Mark } from "./Mark";
import classes from "./TopBar.module.css";

export function TopBar({ onMenu, onPalette }: { onMenu: () => void; onPalette: () => void }) {
  const me = useMe();
  return (
    <header className={classes.bar}>
      <ActionIcon className={classes.menu} onClick={onMenu} aria-label="Open the navigation" size={36}>
        <IconMenu2 size={20} />
      </ActionIcon>
      <Link to="/" className={classes.brand} aria-label="SkyLink, home">
        <Mark />
        <span>SkyLink</span>
      </Link>
      <span className={classes.organization} title="Your organization">
        {me.organization.name}
      </span>
      <button type="button" className={classes.palette} onClick={onPalette} aria-label="Search pages, ids and actions">
        <IconSearch size={15} aria-hidden />
        <span>Search or jump to…</span>
        <kbd>Ctrl K</kbd>
      </button>
      <div className={classes.end}>
        <HealthDot />
        <SchemeToggle />
        <AccountMenu />
      </div>
    </header>
  );
}

function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  const label = dark ? "Light theme" : "Dark theme";
  return (
    <ActionIcon onClick={() => setColorScheme(dark ? "light" : "dark")} aria-label={label} title={label} size={32}>
      {dark ? <IconSun size={18} stroke={1.7} /> : <IconMoon size={18} stroke={1.7} />}
    </ActionIcon>
  );
}

function AccountMenu() {
  const me = useMe();
  const signOut = useSignOut();
  return (
    <>
      <button
        type="button"
        className={classes.account}
        popoverTarget="account-panel"
        aria-label={`Account of ${me.name}`}
      >
        <span className={classes.initials} aria-hidden>
          {initials(me.name)}
        </span>
        <IconChevronDown size={14} aria-hidden />
      </button>
      <BarPanel id="account-panel">
        <div className={classes.who}>
          <span className="strong">{me.name}</span>
          <span className="small muted truncate">{me.email}</span>
          <span className="small muted">
            {me.roles.join(", ")} · {me.organization.name}
          </span>
        </div>
        <button type="button" className={classes.choice} onClick={() => signOut.mutate()}>
          <IconLogout size={16} aria-hidden />
          Sign out
        </button>
      </BarPanel>
    </>
  );
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join("");
