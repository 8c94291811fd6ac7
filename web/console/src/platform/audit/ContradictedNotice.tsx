import type { AuditStatus } from "../../api/types";
import { Warning } from "./Warning";

/** What an operator must know when a witness does not recognize the log. */
export function ContradictedNotice({ status: { witnesses } }: { status: AuditStatus }) {
  return (
    <Warning title="A witness has seen another log">
      {witnesses.map(
        ({ name, contradiction }) =>
          contradiction !== null && (
            <span key={name}>
              {name}: {contradiction}.
            </span>
          ),
      )}
      <span>
        The database was set back, together with what lies beside it. Keep it as it is, and compare it with{" "}
        <span className="mono">skylink audit export</span> of earlier days.
      </span>
    </Warning>
  );
}
