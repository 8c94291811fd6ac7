import { Button, Skeleton } from "@mantine/core";
import { IconCheck, IconCircleCheck, IconCircleX, IconMinus, IconShieldCheck, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useMemo } from "react";
import type { AuditEntry } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { FormError, readProof } from "./proof";
import { ProofTree } from "./ProofTree";
import { useProof } from "./useAudit";
import { verify, type Outcome, type Step, type Verification } from "./verify";
import { meaningOf, verdictText } from "./verdict";
import classes from "./ProofCard.module.css";

/** How the entry hangs together with what was signed, and the button that checks it here. */
export function ProofCard({ entry }: { entry: AuditEntry }) {
  const { data, error, refetch } = useProof(entry.number);
  const check = useMutation({
    mutationFn: (given: NonNullable<typeof data>) => verify(entry, given.proof, given.trust),
  });
  return (
    <section className="card" aria-label="Proof">
      <div className="card-head">
        <h2>Proof</h2>
        {data && (
          <a
            className="push small"
            download={`entry-${entry.number}.tlog-proof`}
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(data.proof)}`}
          >
            Download
          </a>
        )}
      </div>
      <div className="card-pad stack">
        {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} compact />}
        {data === undefined && error === null && <Skeleton height={320} />}
        {data && (
          <>
            <div className={classes.ask}>
              <Button
                leftSection={<IconShieldCheck size={16} aria-hidden />}
                loading={check.isPending}
                onClick={() => check.mutate(data)}
              >
                Verify in this browser
              </Button>
              <div className="grow" aria-live="polite">
                {check.data ? (
                  <Verdict of={check.data} />
                ) : (
                  <p className="small muted">Hashes and signatures are computed here; the platform is not asked.</p>
                )}
              </div>
            </div>
            {check.error !== null && <ProblemAlert error={check.error} compact />}
            <Picture text={data.proof} result={check.data} number={entry.number} />
            {check.data && <Steps of={check.data} />}
          </>
        )}
      </div>
    </section>
  );
}

function Picture({ text, result, number }: { text: string; result: Verification | undefined; number: number }) {
  const proof = useMemo(() => {
    try {
      return readProof(text);
    } catch (error) {
      if (error instanceof FormError) return null;
      throw error;
    }
  }, [text]);
  return proof === null ? (
    <p className="muted">The proof cannot be read, so there is nothing to draw.</p>
  ) : (
    <ProofTree proof={proof} number={number} result={result} />
  );
}

function Verdict({ of: result }: { of: Verification }) {
  const failed = result.steps.find(({ outcome }) => outcome === "failed");
  return (
    <div className={classes.verdict} data-true={result.isTrue} role={result.isTrue ? undefined : "alert"}>
      {result.isTrue ? (
        <IconCircleCheck size={20} className="good" aria-hidden />
      ) : (
        <IconCircleX size={20} className="bad" aria-hidden />
      )}
      <div className="stack-0">
        <span className="strong">{result.isTrue ? "Verified" : `Not true: “${failed?.name ?? ""}” fails`}</span>
        <span>{failed === undefined ? verdictText(result) : meaningOf(failed)}</span>
      </div>
    </div>
  );
}

function Steps({ of: { steps } }: { of: Verification }) {
  return (
    <section aria-label="What was checked">
      <h3 className={classes.heading}>What was checked</h3>
      <ol className={classes.steps}>
        {steps.map((step) => (
          <StepRow key={step.name} step={step} />
        ))}
      </ol>
      <p className="small muted">
        The keys are those that this platform hands out. Compare their ids with the ones you were given elsewhere: who
        controls the platform could hand out others.
      </p>
    </section>
  );
}

const StepRow = ({ step }: { step: Step }) => (
  <li data-outcome={step.outcome}>
    <OutcomeMark outcome={step.outcome} />
    <span className="stack-0">
      <span className={step.outcome === "failed" ? "strong" : ""}>{step.name}</span>
      <span className={`small muted ${classes.detail}`}>{step.detail}</span>
    </span>
  </li>
);

export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  switch (outcome) {
    case "passed":
      return <IconCheck size={17} className="good" aria-label="Passed" />;
    case "failed":
      return <IconX size={17} className="bad" aria-label="Failed" />;
    case "absent":
      return <IconMinus size={17} className="faint" aria-label="Absent" />;
    case "skipped":
      return <IconMinus size={17} className="faint" aria-label="Not asked" />;
  }
}
