import { CloseButton } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { asProblem } from "../api/client";
import { IdText } from "./IdText";
import classes from "./toast.module.css";

interface Toast {
  id: number;
  tone: "good" | "bad";
  title: string;
  detail?: string;
  code?: string;
  traceId?: string;
}

const MAX_TOASTS = 4;
const GOOD_MS = 4000;

let toasts: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: Toast[]): void {
  toasts = next;
  listeners.forEach((tell) => tell());
}

const dismiss = (id: number): void => set(toasts.filter((toast) => toast.id !== id));

/** A good word leaves by itself; a refusal stays until it was read. */
export function toastDone(title: string, detail?: string): void {
  const id = nextId++;
  set(
    [...toasts, { id, tone: "good" as const, title, ...(detail === undefined ? {} : { detail }) }].slice(-MAX_TOASTS),
  );
  setTimeout(() => dismiss(id), GOOD_MS);
}

export function toastProblem(error: unknown): void {
  const { title, detail, code, traceId } = asProblem(error);
  const toast: Toast = { id: nextId++, tone: "bad", title };
  if (detail !== undefined) toast.detail = detail;
  if (code !== undefined) toast.code = code;
  if (traceId !== undefined) toast.traceId = traceId;
  set([...toasts, toast].slice(-MAX_TOASTS));
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <section className={classes.region} aria-label="Notices" aria-live="polite">
      {shown.map((toast) => (
        <div
          key={toast.id}
          className={classes.toast}
          data-tone={toast.tone}
          role={toast.tone === "bad" ? "alert" : undefined}
        >
          <div className="grow stack-0">
            <span className="strong">{toast.title}</span>
            {toast.detail !== undefined && <span className="muted">{toast.detail}</span>}
            {toast.code !== undefined && <span className="small mono muted">{toast.code}</span>}
            {toast.traceId !== undefined && (
              <span className="small muted">
                <IdText id={toast.traceId} label="correlation id" />
              </span>
            )}
          </div>
          <CloseButton size="sm" aria-label="Dismiss" onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </section>
  );
}
