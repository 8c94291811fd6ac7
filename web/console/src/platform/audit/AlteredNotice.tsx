import { Link } from "@tanstack/react-router";
import type { AuditInspection } from "../../api/types";
import { exactTime } from "../../components/time";
import { entriesText } from "./status";
import { Warning } from "./Warning";

/** What an operator must know when an inspection found that somebody changed the log. */
export function AlteredNotice({ inspection }: { inspection: AuditInspection }) {
  const { alteredCount, altered, fault, at, entries } = inspection;
  return (
    <Warning title="Something is not as it was signed">
      <span>
        The inspection of {exactTime(at)} compared {entriesText(entries)}.{" "}
        {alteredCount > 0 && (
          <>
            Changed in the database:{" "}
            {altered.map(({ number, columns }, index) => (
              <span key={number}>
                {index > 0 && ", "}
                <Link to="/platform/audit/$number" params={{ number: String(number) }}>
                  entry {number.toLocaleString("en-GB")}
                </Link>{" "}
                ({columns.map(columnText).join(", ")})
              </span>
            ))}
            {alteredCount > altered.length && `, and ${entriesText(alteredCount - altered.length)} more`}.{" "}
          </>
        )}
        {fault}
      </span>
      <span>
        Keep the database as it is, and run <span className="mono">skylink audit verify</span> with the keys and
        checkpoints that you keep elsewhere.
      </span>
    </Warning>
  );
}

/** Of one entry: which parts of its row somebody changed. */
export function AlteredEntryNotice({ columns }: { columns: readonly string[] }) {
  if (columns.length === 0) return null;
  return (
    <Warning title="This entry was changed in the database">
      <span>
        {columns.includes("entry")
          ? "Its bytes are not those that were signed: nothing that is shown of it is proved."
          : `Not as it was signed: ${columns.map(columnText).join(", ")}. What is shown is read from the signed bytes.`}
      </span>
    </Warning>
  );
}

const TEXTS: Record<string, string> = {
  entry: "its bytes",
  personal: "what is kept of the person",
  at: "the time",
  actor: "who did it",
  subject: "whom it tells of",
  correlation: "the case",
};

const columnText = (column: string): string => TEXTS[column] ?? `the ${column}`;
