import type { ReactNode } from "react";
import classes from "./BarPanel.module.css";

/** A panel below the top bar's right end. The browser's own popover: it closes on Escape and on a click elsewhere. */
export function BarPanel({ id, children }: { id: string; children: ReactNode }) {
  return (
    <div id={id} popover="auto" className={classes.panel}>
      {children}
    </div>
  );
}
