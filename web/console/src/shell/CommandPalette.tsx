import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import {
  IconArrowsLeftRight,
  IconBasket,
  IconCertificate,
  IconClipboardList,
  IconCornerDownLeft,
  IconActivity,
  IconLogout,
  IconMoon,
  IconPlus,
  IconReceipt2,
  IconSearch,
  type Icon,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { mayOpen, useMe, useSignOut } from "../platform/identity/session";
import { ALL_PAGES, AREAS } from "./pages";
import { looksLikeId, matches } from "./palette";
import classes from "./CommandPalette.module.css";

interface Command {
  key: string;
  group: "Pages" | "Actions" | "This id" | "Search";
  label: string;
  hint?: string;
  icon: Icon;
  run: () => void;
}

const MAX_SHOWN = 12;

export default function CommandPalette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const commands = useCommands(text.trim()).slice(0, MAX_SHOWN);
  const current = Math.min(chosen, commands.length - 1);

  function run(command: Command | undefined) {
    if (command === undefined) return;
    onClose();
    command.run();
  }

  function onKeyDown(event: React.KeyboardEvent) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && commands.length > 0) {
      event.preventDefault();
      setChosen((current + step + commands.length) % commands.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(commands[current]);
    }
  }

  return (
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-label="Search pages, ids and actions"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className={classes.field}>
        <IconSearch size={18} aria-hidden />
        <input
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          placeholder="Page, action, product or id"
          aria-label="Search pages, ids and actions"
          role="combobox"
          autoFocus
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={commands[current] ? `${listId}-${current}` : undefined}
          autoComplete="off"
          spellCheck={false}
        />
        <kbd>Esc</kbd>
      </div>
      <ul id={listId} role="listbox" aria-label="Results" className={classes.list}>
        {commands.map((command, index) => (
          <li
            key={command.key}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === current}
            className={classes.option}
            onMouseMove={() => setChosen(index)}
            onClick={() => run(command)}
          >
            <command.icon size={17} stroke={1.7} aria-hidden />
            <span className="grow truncate">{command.label}</span>
            <span className="small faint">{command.hint ?? command.group}</span>
            {index === current && <IconCornerDownLeft size={14} aria-hidden />}
          </li>
        ))}
        {commands.length === 0 && (
          <li className={classes.none}>Nothing of that name. An id can be pasted here as it is.</li>
        )}
      </ul>
    </dialog>
  );
}

function useCommands(text: string): Command[] {
  const me = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";

  return useMemo(() => {
    const areaOf = (to: string) => AREAS.find((area) => area.pages.some((page) => page.to === to))?.name;
    const pages = ALL_PAGES.filter(
      (page) => mayOpen(me, page.roles) && matches(text, `${page.label} ${page.words ?? ""}`),
    ).map((page): Command => ({
      key: page.to,
      group: "Pages",
      label: page.label,
      hint: areaOf(page.to) ?? "Page",
      icon: page.icon,
      run: () => void navigate({ to: page.to }),
    }));
    const operator = mayOpen(me, ["operator", "partner"]);
    const actions: Command[] = [
      {
        key: "theme",
        group: "Actions" as const,
        label: dark ? "Switch to the light theme" : "Switch to the dark theme",
        icon: IconMoon,
        run: () => setColorScheme(dark ? "light" : "dark"),
      },
      ...(operator
        ? [
            {
              key: "onboard",
              group: "Actions" as const,
              label: "Onboard a participant",
              icon: IconPlus,
              run: () => void navigate({ to: "/trade/registry/onboard" }),
            },
          ]
        : []),
      {
        key: "sign-out",
        group: "Actions" as const,
        label: "Sign out",
        icon: IconLogout,
        run: () => signOut.mutate(),
      },
    ].filter((command) => matches(text, command.label));
    const ids: Command[] = looksLikeId(text) ? idCommands(text, navigate) : [];
    const shop: Command[] =
      text.length >= 3 && ids.length === 0 && mayOpen(me, ["buyer"])
        ? [
            {
              key: "shop",
              group: "Search",
              label: `Search the network for “${text}”`,
              icon: IconBasket,
              run: () => void navigate({ to: "/trade/buyers", search: { text } }),
            },
          ]
        : [];
    return [...ids, ...pages, ...shop, ...actions];
  }, [text, me, dark, navigate, setColorScheme, signOut]);
}

function idCommands(id: string, navigate: ReturnType<typeof useNavigate>): Command[] {
  const group = "This id" as const;
  return [
    {
      key: "order",
      group,
      label: "Open the order",
      icon: IconClipboardList,
      run: () => void navigate({ to: "/trade/buyers/orders/$orderId", params: { orderId: id } }),
    },
    {
      key: "transaction",
      group,
      label: "Show the messages of this transaction",
      icon: IconArrowsLeftRight,
      run: () => void navigate({ to: "/trade/messages", search: { transactionId: id } }),
    },
    {
      key: "correlation",
      group,
      label: "Show the events with this correlation id",
      icon: IconActivity,
      run: () => void navigate({ to: "/platform/events", search: { correlationId: id } }),
    },
    {
      key: "audit",
      group,
      label: "Show who did what in this case",
      icon: IconCertificate,
      run: () => void navigate({ to: "/platform/audit", search: { correlationId: id } }),
    },
    {
      key: "account",
      group,
      label: "Open the ledger account",
      icon: IconReceipt2,
      run: () => void navigate({ to: "/settle/ledger/accounts/$accountId", params: { accountId: id } }),
    },
  ];
}
