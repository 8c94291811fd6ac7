import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { asProblem } from "../api/client";
import { IdText } from "./IdText";
import classes from "./Notice.module.css";

/** What happened, what to do, and the two things support will ask for: the code and the correlation id. */
export function ProblemAlert({
  error,
  onRetry,
  compact = false,
}: {
  error: unknown;
  onRetry?: () => void;
  compact?: boolean;
}) {
  const problem = asProblem(error);
  return (
    <div className={classes.problem} role="alert" data-compact={compact}>
      <IconAlertTriangle size={18} className="bad" aria-hidden />
      <div className="stack-tight grow" style={{ gap: 4 }}>
        <span className="strong">{problem.title}</span>
        {problem.detail !== undefined && <span>{problem.detail}</span>}
        {problem.errors && <FieldErrors errors={problem.errors} />}
        <span className="row wrap small muted">
          {problem.code !== undefined && <span className="mono">{problem.code}</span>}
          {problem.status > 0 && <span>HTTP {problem.status}</span>}
          {problem.traceId !== undefined && (
            <span className="row" style={{ gap: 4 }}>
              Correlation id <IdText id={problem.traceId} full label="correlation id" />
            </span>
          )}
        </span>
      </div>
      {onRetry && (
        <Button variant="default" size="xs" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

function FieldErrors({ errors }: { errors: Record<string, string[]> }) {
  return (
    <ul className="small">
      {Object.entries(errors).map(([field, messages]) => (
        <li key={field}>
          <span className="mono">{field}</span>: {messages.join(" ")}
        </li>
      ))}
    </ul>
  );
}
