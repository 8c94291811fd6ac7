import { useHealth } from "../shell/HealthDot";
import classes from "./HomePage.module.css";

/** Each service, and how it is. */
export function Services() {
  const { health, known } = useHealth();
  if (!known) return null;
  const well = health.checks.filter((check) => check.status === "Healthy").length;
  return (
    <section className="card" aria-label="Services">
      <div className="card-head">
        <h2>Services</h2>
        <span className="push small muted">
          {well} of {health.checks.length} healthy
        </span>
      </div>
      <ul className={classes.services}>
        {health.checks.map((check) => (
          <li key={check.name} title={check.detail ?? check.status}>
            <span className={classes.dot} data-status={check.status} aria-hidden />
            <span className="grow truncate">{check.name}</span>
            <span className="small muted nowrap">
              {check.status === "Healthy" ? `${Math.max(1, Math.round(check.durationMilliseconds))} ms` : check.status}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
