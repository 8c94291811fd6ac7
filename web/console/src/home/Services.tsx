import { Link } from "@tanstack/react-router";
import { latencyText } from "../platform/services/services";
import { useHealth } from "../shell/HealthDot";
import { HealthMark } from "../components/HealthMark";
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
        <Link to="/platform/services" className="small">
          See them
        </Link>
      </div>
      <ul className={classes.services}>
        {health.checks.map((check) => (
          <li key={check.name} title={check.detail ?? check.status}>
            <HealthMark status={check.status} />
            <Link to="/platform/services" search={{ service: check.name }} className="grow truncate">
              {check.name}
            </Link>
            <span className="small muted nowrap">
              {check.status === "Healthy" ? latencyText(check.durationMilliseconds) : check.status}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
