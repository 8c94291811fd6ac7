import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import classes from "./IdText.module.css";

/** UUIDv7 of one minute start alike, so the end is what tells them apart. Names stay as they are. */
export function shortId(id: string): string {
  return id.length > 18 && /^[0-9a-f-]+$/i.test(id) ? `${id.slice(0, 4)}…${id.slice(-6)}` : id;
}

export function IdText({ id, full = false, label = "id" }: { id: string; full?: boolean; label?: string }) {
  const { copied, copy } = useCopy(id);
  return (
    <span className={classes.id}>
      <span className="mono truncate" title={id}>
        {full ? id : shortId(id)}
      </span>
      <button
        type="button"
        className={classes.copy}
        onClick={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void copy();
        }}
        aria-label={`Copy ${label} ${id}`}
      >
        {copied ? <IconCheck size={13} className="good" /> : <IconCopy size={13} />}
      </button>
      <span className="sr-only" role="status">
        {copied ? "Copied" : ""}
      </span>
    </span>
  );
}

/** Copies a text; for a moment after that it says so. */
export function useCopy(text: string): { copied: boolean; copy: () => Promise<void> } {
  const [copied, setCopied] = useState(false);
  async function copy() {
    await copyText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  }
  return { copied, copy };
}

/** The clipboard needs a secure context; a plain-http address falls back to the selection. */
async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way without a secure context
  document.execCommand("copy");
  area.remove();
}
