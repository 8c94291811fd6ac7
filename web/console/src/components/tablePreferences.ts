import { useLocalStorage } from "@mantine/hooks";
import type { Filters } from "./useFilters";

export interface SavedView {
  name: string;
  filters: Filters;
}

export interface Preferences {
  density: "comfortable" | "compact";
  hidden: string[];
  views: SavedView[];
  toggleDensity: () => void;
  toggleColumn: (key: string) => void;
  saveView: (view: SavedView) => void;
  removeView: (name: string) => void;
}

const MAX_VIEWS = 20;

/** How a person wants a table: density for all of them, columns and saved views for each. Kept in the browser. */
export function usePreferences(id: string, hiddenAtFirst: string[]): Preferences {
  const now = { getInitialValueInEffect: false };
  const [density, setDensity] = useLocalStorage<"comfortable" | "compact">({
    key: "skylink.density",
    defaultValue: "comfortable",
    ...now,
  });
  const [hidden, setHidden] = useLocalStorage<string[]>({
    key: `skylink.table.${id}.hidden`,
    defaultValue: hiddenAtFirst,
    ...now,
  });
  const [views, setViews] = useLocalStorage<SavedView[]>({
    key: `skylink.table.${id}.views`,
    defaultValue: [],
    ...now,
  });
  return {
    density,
    hidden,
    views,
    toggleDensity: () => setDensity(density === "compact" ? "comfortable" : "compact"),
    toggleColumn: (key) => setHidden(hidden.includes(key) ? hidden.filter((other) => other !== key) : [...hidden, key]),
    saveView: (view) => setViews([...views.filter((other) => other.name !== view.name), view].slice(-MAX_VIEWS)),
    removeView: (name) => setViews(views.filter((other) => other.name !== name)),
  };
}
