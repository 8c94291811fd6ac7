import { useMemo } from "react";
import { hexRows } from "./bytes";
import classes from "./HexView.module.css";

const MAX_ROWS = 2_048;

/** Bytes as they are, sixteen a row. */
export function HexView({ bytes, note }: { bytes: Uint8Array; note: string }) {
  const rows = useMemo(() => hexRows(bytes, MAX_ROWS), [bytes]);
  return (
    <>
      <p className={classes.note}>
        {bytes.length.toLocaleString("en-GB")} bytes, {note}
        {rows.length === MAX_ROWS && ", the first 32 KiB"}.
      </p>
      <pre className={classes.code} tabIndex={0} aria-label="Bytes">
        {rows.map((row) => (
          <span key={row.offset} className={classes.hex}>
            <span>{row.offset}</span>
            <span>{row.hex}</span>
            <span>{row.ascii}</span>
          </span>
        ))}
      </pre>
    </>
  );
}
