import { Link } from "@tanstack/react-router";
import type { AuditAnchors } from "../api/types";
import { StateBadge } from "../components/StateBadge";
import { TimeText } from "../components/TimeText";
import { anchorText, entriesText, inspectionText, statusText, TONES, witnessText } from "../platform/audit/status";
import { useAuditStatus } from "../platform/audit/useAudit";
import classes from "./HomePage.module.css";

/** What a chain holds of the log, and what keeps it from holding more. */
function Anchored({ anchors, size }: { anchors: AuditAnchors; size: number }) {
  const { chainId, confirmed, problem, problemAt } = anchors;
  return (
    <li>
      <span title={confirmed?.transactionHash}>Chain {chainId}</span>
      <span className={`small ${problem === null ? "muted" : "warn"}`} title={problem ?? undefined}>
        {anchorText(anchors, size)}
        {confirmed !== null && (
          <>
            , <TimeText at={confirmed.changedAt} />
          </>
        )}
        {problem !== null && (
          <>
            ; stopped <TimeText at={problemAt} />
          </>
        )}
      </span>
    </li>
  );
}

/** Whether what was done can still be proved: how much of the log is signed, and who has seen it. */
export function Integrity() {
  const { data: status } = useAuditStatus();
  if (status === undefined) return null;
  return (
    <section className="card" aria-label="Audit log">
      <div className="card-head">
        <h2>Audit log</h2>
        <StateBadge state={status.state} tone={TONES[status.state]} />
        <Link to="/platform/audit" className="push small">
          See it
        </Link>
      </div>
      <div className="card-pad stack-tight">
        <p>
          {statusText(status)}
          {status.behindSince !== null && (
            <>
              {" "}
              The oldest was done <TimeText at={status.behindSince} />.
            </>
          )}
        </p>
        <ul className={classes.integrity}>
          <li>
            <span>{entriesText(status.size)}</span>
            <span className="small muted">
              {status.signedAt === null ? (
                "not signed yet"
              ) : (
                <>
                  {status.signedSize === status.size ? "all" : status.signedSize.toLocaleString("en-GB")} signed{" "}
                  <TimeText at={status.signedAt} />
                </>
              )}
            </span>
          </li>
          {status.inspection !== null && (
            <li>
              <span>Inspected</span>
              <span className={`small ${status.inspection.isIntact ? "muted" : "bad"}`}>
                {status.inspection.isIntact ? "all as it was signed" : inspectionText(status.inspection)},{" "}
                <TimeText at={status.inspection.at} />
              </span>
            </li>
          )}
          {status.witnesses.map(({ name, size, at, contradiction }) => (
            <li key={name}>
              <span>Witness {name}</span>
              <span className={`small ${contradiction !== null ? "bad" : size < status.signedSize ? "warn" : "muted"}`}>
                {contradiction ?? witnessText(size, status.signedSize)}
                {at !== null && (
                  <>
                    , last <TimeText at={at} />
                  </>
                )}
              </span>
            </li>
          ))}
          {status.witnesses.length === 0 && (
            <li className="small muted">No witness is configured: nobody outside has seen the log.</li>
          )}
          {status.anchors !== null && <Anchored anchors={status.anchors} size={status.size} />}
        </ul>
      </div>
    </section>
  );
}
