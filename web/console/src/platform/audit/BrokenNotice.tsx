import type { AuditStatus } from "../../api/types";
import { exactTime } from "../../components/time";
import { entriesText } from "./status";
import { Warning } from "./Warning";

/** What an operator must know, and do, when the log was tampered with. */
export function BrokenNotice({ status }: { status: AuditStatus }) {
  return (
    <Warning title="The log does not continue what was signed">
      <span>
        It has {entriesText(status.size)}
        {status.signedSize > status.size && `, and ${status.signedSize.toLocaleString("en-GB")} were signed`}
        {status.signedAt !== null && `, the last on ${exactTime(status.signedAt)}`}. Entries were changed or lost since,
        or the database was set back. Nothing is signed until somebody has looked.
      </span>
      <span>
        Ask the witnesses which head they have seen, and keep the database as it is. Only where it was set back on
        purpose may the file <span className="mono">audit/checkpoint</span> of the data directory be moved away.
      </span>
    </Warning>
  );
}
