import { Select, TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { fromLocalMinute, localMinute } from "./time";
import { useFilters } from "./useFilters";
import classes from "./FilterBar.module.css";

export type FilterField =
  | { key: string; label: string; kind: "text"; width?: number }
  | {
      key: string;
      label: string;
      kind: "choice";
      options: readonly { value: string; label: string }[];
      width?: number;
    }
  /** A moment, in the address as UTC and on the page in the reader's own time. */
  | { key: string; label: string; kind: "time" };

const TYPING_PAUSE_MS = 250;

export function FilterBar({ fields }: { fields: readonly FilterField[] }) {
  const [filters, set] = useFilters();
  const active = fields.filter((field) => filters[field.key] !== undefined);
  return (
    <div className={classes.bar} role="search" aria-label="Filters">
      {fields.map((field) =>
        field.kind === "time" ? (
          <TextInput
            key={field.key}
            type="datetime-local"
            aria-label={field.label}
            className={classes.time}
            data-empty={filters[field.key] === undefined}
            size="xs"
            w={226}
            leftSection={<span className="small">{field.label}</span>}
            leftSectionWidth={44}
            value={localMinute(filters[field.key] ?? "")}
            onChange={(event) => set({ [field.key]: fromLocalMinute(event.currentTarget.value) })}
          />
        ) : field.kind === "text" ? (
          <TextFilter
            key={field.key}
            field={field}
            value={filters[field.key] ?? ""}
            onChange={(value) => set({ [field.key]: value })}
          />
        ) : (
          <Select
            key={field.key}
            aria-label={field.label}
            placeholder={field.label}
            size="xs"
            w={field.width ?? 150}
            clearable
            data={[...field.options]}
            value={filters[field.key] ?? null}
            clearButtonProps={{ "aria-label": `Clear ${field.label}` }}
            onChange={(value) => set({ [field.key]: value ?? undefined })}
          />
        ),
      )}
      {active.length > 0 && (
        <button
          type="button"
          className={classes.clear}
          onClick={() => set(Object.fromEntries(active.map((field) => [field.key, undefined])))}
        >
          <IconX size={13} aria-hidden />
          Clear
        </button>
      )}
    </div>
  );
}

function TextFilter({
  field,
  value,
  onChange,
}: {
  field: Extract<FilterField, { kind: "text" }>;
  value: string;
  onChange: (value: string | undefined) => void;
}) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  // The address changed by itself (back, a saved view): follow it.
  useEffect(() => {
    if (value !== told.current) {
      told.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (text === told.current) return;
    const timer = setTimeout(() => {
      told.current = text;
      onChange(text === "" ? undefined : text);
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <TextInput
      aria-label={field.label}
      placeholder={field.label}
      size="xs"
      w={field.width ?? 200}
      value={text}
      autoComplete="off"
      leftSection={<IconSearch size={14} />}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
