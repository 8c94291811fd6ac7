import { Button, Loader } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { api } from "../../api/client";
import type { SelfTest } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import classes from "./OnboardPage.module.css";

export function SelfTestStep({ subscriberId }: { subscriberId: string }) {
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: (): Promise<SelfTest> => api.post("/api/v1/registry/self-test", { subscriberId }),
  });
  useEffect(() => {
    if (subscriberId !== "") mutate();
  }, [mutate, subscriberId]);
  return (
    <div className={classes.panel}>
      <h2>Self-test{subscriberId === "" ? "" : ` of ${subscriberId}`}</h2>
      {isPending && (
        <p className="row" role="status">
          <Loader size={16} />
          Looking at its keys, reaching its server, challenging it…
        </p>
      )}
      {error !== null && <ProblemAlert error={error} onRetry={() => mutate()} />}
      {data && (
        <>
          <p role="status">{data.ok ? "Every check passed." : "Something does not work yet. Each line says what."}</p>
          <ul className={classes.checks}>
            {data.checks.map((check) => (
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
        <Button variant="default" onClick={() => mutate()} loading={isPending}>
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
