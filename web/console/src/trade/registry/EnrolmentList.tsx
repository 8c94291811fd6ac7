import { IconCheck, IconX } from "@tabler/icons-react";
import type { Enrolment } from "../../api/types";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import classes from "./EnrolmentList.module.css";

/** What the registry asked of the participant's server, and what came back. */
export function EnrolmentList({ enrolments }: { enrolments: Enrolment[] }) {
  if (enrolments.length === 0) return null;
  return (
    <section className="card" aria-label="Challenges">
      <div className="card-head">
        <h2>Challenges</h2>
      </div>
      <ul>
        {enrolments.map((one) => (
          <li key={one.id} className={classes.enrolment}>
            <div className="row wrap">
              <span className="strong">{one.keyId}</span>
              <StateBadge state={one.state} />
              <span className="small muted">
                {one.attempts} {one.attempts === 1 ? "try" : "tries"}, asked <TimeText at={one.createdAt} />
              </span>
            </div>
            <p className="small mono muted">{one.callbackUrl}</p>
            <ul>
              {one.checks.map((check) => (
                <li key={`${check.attempt}-${check.name}`} className={classes.check}>
                  {check.ok ? (
                    <IconCheck size={15} className="good" aria-label="Passed" />
                  ) : (
                    <IconX size={15} className="bad" aria-label="Failed" />
                  )}
                  <span>{check.name}</span>
                  <span className="small muted">{check.detail}</span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
