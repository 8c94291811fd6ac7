import { Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Health } from "../api/types";
import { StateBadge, stateLabel } from "../components/StateBadge";
import { fetchHealth } from "./health";
import classes from "./HealthDot.module.css";

const DOWN: Health = { status: "unhealthy", checks: [{ name: "gateway", status: "unhealthy", detail: "does not answer" }] };

export function useHealth(): { health: Health; known: boolean } {
  const query = useQuery({ queryKey: ["health"], queryFn: ({ signal }) => fetchHealth(signal), refetchInterval: 15_000, retry: 1 });
  return { health: query.data ?? DOWN, known: query.data !== undefined || query.isError };
}

export function HealthDot() {
  const { health, known } = useHealth();
  const status = known ? health.status : "unknown";
  const ill = health.checks.filter((check) => check.status !== "healthy");
  return (
    <Popover width={300} position="bottom-end" shadow="md">
      <Popover.Target>
        <button type="button" className={classes.health} data-status={status} aria-label={`Platform ${status}. Show the checks`}>
          <span className={classes.dot} aria-hidden />
          <span className={classes.word}>{known ? stateLabel(status) : "Checking"}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="stack-tight">
          <div className="row"><span className="strong">Platform</span><span className="push"><StateBadge state={status} /></span></div>
          <ul className={classes.checks}>
            {(ill.length > 0 ? ill : health.checks).map((check) => (
              <li key={check.name}>
                <span className={classes.dot} data-status={check.status} aria-hidden />
                <span className="grow">{check.name}</span>
                <span className="small muted">{check.detail ?? stateLabel(check.status)}</span>
              </li>
            ))}
          </ul>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
