import { useQuery } from "@tanstack/react-query";
import type { Health } from "../api/types";
import { HealthMark } from "../components/HealthMark";
import { StateBadge } from "../components/StateBadge";
import { BarPanel } from "./BarPanel";
import { fetchHealth, illnesses } from "./health";
import classes from "./HealthDot.module.css";

const DOWN: Health = {
  status: "Unhealthy",
  checks: [
    {
      name: "gateway",
      status: "Unhealthy",
      detail: "does not answer",
      durationMilliseconds: 0,
      dependencies: null,
    },
  ],
};

/** `at` is when it was last asked for, whatever came of it; 0 before that. */
export function useHealth(): { health: Health; known: boolean; at: number } {
  const query = useQuery({
    queryKey: ["health"],
    queryFn: ({ signal }) => fetchHealth(signal),
    refetchInterval: 15_000,
    retry: 1,
  });
  return {
    health: query.isError ? DOWN : (query.data ?? DOWN),
    known: query.data !== undefined || query.isError,
    at: Math.max(query.dataUpdatedAt, query.errorUpdatedAt),
  };
}

export function HealthDot() {
  const { health, known } = useHealth();
  const status = known ? health.status : "Checking";
  const ill = illnesses(health);
  const shown = ill.length > 0 ? ill : health.checks;
  return (
    <>
      <button
        type="button"
        className={classes.health}
        popoverTarget="health-panel"
        aria-label={`Platform: ${status}. Show the checks`}
      >
        <HealthMark status={status} />
        <span className={classes.word}>{status}</span>
      </button>
      <BarPanel id="health-panel">
        <div className={classes.head}>
          <span className="strong">Platform</span>
          <span className="push">
            <StateBadge state={status} />
          </span>
        </div>
        <ul className={classes.checks}>
          {shown.map((check) => (
            <li key={check.name}>
              <HealthMark status={check.status} />
              <span className="grow">{check.name}</span>
              <span className="small muted">{check.detail ?? check.status}</span>
            </li>
          ))}
        </ul>
      </BarPanel>
    </>
  );
}
