import { ActionIcon, Button, Checkbox, Menu, Popover, TextInput, Tooltip } from "@mantine/core";
import {
  IconBaselineDensityMedium,
  IconBaselineDensitySmall,
  IconBookmark,
  IconColumns3,
  IconDownload,
  IconTrash,
} from "@tabler/icons-react";
import { useState, type SubmitEvent } from "react";
import { download, toCsv } from "./csv";
import type { Column } from "./DataTable";
import type { Preferences } from "./tablePreferences";
import { useFilters } from "./useFilters";
import classes from "./TableTools.module.css";

interface Props<T> {
  id: string;
  columns: readonly Column<T>[];
  rows: T[];
  preferences: Preferences;
}

export function TableTools<T>({ id, columns, rows, preferences }: Props<T>) {
  const compact = preferences.density === "compact";
  const densityLabel = compact ? "More room between rows" : "Rows closer together";

  function exportCsv() {
    const exported = columns.filter((column) => column.text !== undefined && !preferences.hidden.includes(column.key));
    const cells = rows.map((row) => exported.map((column) => column.text?.(row) ?? ""));
    download(
      `${id}.csv`,
      toCsv(
        exported.map((column) => column.header),
        cells,
      ),
    );
  }

  return (
    <>
      <SavedViews preferences={preferences} />
      <Menu closeOnItemClick={false}>
        <Menu.Target>
          <ActionIcon aria-label="Choose columns" size={30}>
            <IconColumns3 size={17} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Columns</Menu.Label>
          {columns
            .filter((column) => column.header !== "")
            .map((column) => (
              <Menu.Item
                key={column.key}
                role="menuitemcheckbox"
                aria-checked={!preferences.hidden.includes(column.key)}
                onClick={() => preferences.toggleColumn(column.key)}
                leftSection={<Checkbox.Indicator size="xs" checked={!preferences.hidden.includes(column.key)} />}
              >
                {column.header}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={densityLabel}>
        <ActionIcon aria-label={densityLabel} size={30} onClick={preferences.toggleDensity}>
          {compact ? (
            <IconBaselineDensityMedium size={17} stroke={1.7} />
          ) : (
            <IconBaselineDensitySmall size={17} stroke={1.7} />
          )}
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Export what is shown as CSV">
        <ActionIcon aria-label="Export as CSV" size={30} onClick={exportCsv} disabled={rows.length === 0}>
          <IconDownload size={17} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}

function SavedViews({ preferences }: { preferences: Preferences }) {
  const [filters, set] = useFilters();
  const [name, setName] = useState("");
  const [open, setOpen] = useState(false);

  function save(event: SubmitEvent) {
    event.preventDefault();
    if (name.trim() === "") return;
    preferences.saveView({ name: name.trim(), filters });
    setName("");
  }

  function show(view: Preferences["views"][number]) {
    const cleared = Object.fromEntries(Object.keys(filters).map((key) => [key, undefined]));
    set({ ...cleared, ...view.filters });
    setOpen(false);
  }

  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" width={260} trapFocus>
      <Popover.Target>
        <ActionIcon aria-label="Saved views" size={30} onClick={() => setOpen(!open)}>
          <IconBookmark size={17} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="stack-tight">
          <span className="small strong">Saved views</span>
          {preferences.views.length === 0 && (
            <span className="small muted">Name the filters you come back to; they are kept in this browser.</span>
          )}
          <ul>
            {preferences.views.map((view) => (
              <li key={view.name} className={classes.view}>
                <button type="button" onClick={() => show(view)}>
                  {view.name}
                </button>
                <ActionIcon
                  size={24}
                  aria-label={`Remove ${view.name}`}
                  onClick={() => preferences.removeView(view.name)}
                >
                  <IconTrash size={14} />
                </ActionIcon>
              </li>
            ))}
          </ul>
          <form className="row" onSubmit={save}>
            <TextInput
              size="xs"
              className="grow"
              aria-label="Name of the view"
              placeholder="Name"
              value={name}
              maxLength={40}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button size="xs" type="submit" variant="default">
              Save
            </Button>
          </form>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
