import { Button, Loader } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import type { SelfTest } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import classes from "./OnboardPage.module.css";

export function SelfTestStep({ subscriberId }: { subscriberId: string }) {
  const test = useQuery({
    queryKey: ["self-test", subscriberId],
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => api.get<SelfTest>("/api/v1/registry/self-test", { subscriberId }, signal),
  });
  return (
    <div className={classes.panel}>
      <h2>Self-test{subscriberId === "" ? "" : ` of ${subscriberId}`}</h2>
      {test.isFetching && (
        <p className="row" role="status">
          <Loader size={16} />
          Signing, challenging, looking up…
        </p>
      )}
      {test.error !== null && <ProblemAlert error={test.error} onRetry={() => void test.refetch()} />}
      {test.data && !test.isFetching && (
        <>
          <p role="status">
            {test.data.ok ? "Every check passed." : "Something does not work yet. Each line says what."}
          </p>
          <ul className={classes.checks}>
            {test.data.checks.map((check) => (
              <li key={check.name}>
                {check.ok ? (
                  <IconCheck size={18} className="good" aria-label="Passed" />
                ) : (
                  <IconX size={18} className="bad" aria-label="Failed" />
                )}
                <span className="grow stack-0">
                  <span>{check.name}</span>
                  <span className="small muted">{check.detail}</span>
                </span>
                <span className="small muted nowrap">
                  {check.durationMs.toLocaleString("en-GB", { maximumFractionDigits: 1 })} ms
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <div className={classes.end}>
        <Button variant="default" onClick={() => void test.refetch()} loading={test.isFetching}>
          Run again
        </Button>
        {subscriberId !== "" && (
          <Button
            renderRoot={(props) => <Link to="/trade/registry/$subscriberId" params={{ subscriberId }} {...props} />}
          >
            Open the participant
          </Button>
        )}
      </div>
    </div>
  );
}
