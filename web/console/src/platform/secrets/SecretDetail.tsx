import { Button, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, newKey } from "../../api/client";
import type { ChangedSecret, SecretDetail as Detail, SecretVersion } from "../../api/types";
import { CodeText } from "../../components/CodeText";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { IdText } from "../../components/IdText";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { toastDone } from "../../components/toast";
import { PutSecretDialog } from "./PutSecretDialog";
import { mayGoBackTo, pathOf, SECRETS, versionText } from "./secrets";
import classes from "./Secrets.module.css";

interface Props {
  name: string;
  sizeMax: number;
  onGone: () => void;
}

type Asked = "put" | "generate" | "remove" | SecretVersion | null;

export function SecretDetail({ name, sizeMax, onGone }: Props) {
  const [asked, setAsked] = useState<Asked>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ["secret", name],
    queryFn: ({ signal }) => api.get<Detail>(pathOf(name), undefined, signal),
  });
  const close = () => setAsked(null);
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height={200} aria-busy />;
  return (
    <div className="stack">
      <div className="row wrap">
        <Button onClick={() => setAsked("put")}>New value…</Button>
        <Button variant="default" onClick={() => setAsked("generate")}>
          Generate…
        </Button>
        {data.usedBy.length === 0 && (
          <Button variant="default" onClick={() => setAsked("remove")}>
            Remove…
          </Button>
        )}
      </div>
      <section className="stack-tight" aria-label="References">
        <h3>Used by</h3>
        {data.usedBy.length === 0 ? (
          <p className="muted">No setting refers to it. Write this where the value belongs:</p>
        ) : (
          <ul className={classes.versions}>
            {data.usedBy.map(({ setting, version }) => (
              <li key={setting}>
                <span className="mono grow">{setting}</span>
                <span className="muted">
                  {version === null ? "whichever is current" : `version ${versionText(version)}`}
                </span>
              </li>
            ))}
          </ul>
        )}
        {data.usedBy.length === 0 && <CodeText text={`\${secret:${name}}`} label="The reference" />}
      </section>
      <section className="stack-tight" aria-label="Versions">
        <h3>Versions</h3>
        <ul className={classes.versions}>
          {data.versions.map((one) => (
            <li key={one.version}>
              {one.version.length > 12 ? <IdText id={one.version} label="version" /> : <span>{one.version}</span>}
              <span className="muted">
                <TimeText at={one.createdAt} />
              </span>
              {one.isCurrent && <StateBadge state="Current" tone="good" />}
              <span className="muted small grow">
                {one.labels.filter((label) => label !== "AWSCURRENT").join(", ")}
              </span>
              {mayGoBackTo(one) && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Go back to version ${versionText(one.version)}`}
                  onClick={() => setAsked(one)}
                >
                  Go back…
                </Button>
              )}
            </li>
          ))}
        </ul>
      </section>
      {asked === "put" && <PutSecretDialog name={name} sizeMax={sizeMax} onClose={close} />}
      {asked === "generate" && <GenerateDialog name={name} onClose={close} />}
      {asked === "remove" && <RemoveDialog name={name} onGone={onGone} onClose={close} />}
      {typeof asked === "object" && asked !== null && (
        <RollbackDialog name={name} version={asked.version} onClose={close} />
      )}
    </div>
  );
}

interface DialogProps {
  name: string;
  onClose: () => void;
}

/** What follows a change: the list and the versions are read anew. */
function useChange(name: string, ask: (idempotencyKey: string) => Promise<ChangedSecret>, onClose: () => void) {
  const [key] = useState(newKey);
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => ask(key),
    onSuccess: async ({ version }) => {
      onClose();
      toastDone(`${name} is version ${versionText(version)} now`);
      await client.invalidateQueries({ queryKey: ["list", SECRETS] });
      await client.invalidateQueries({ queryKey: ["secret", name] });
    },
  });
}

function GenerateDialog({ name, onClose }: DialogProps) {
  const generate = useChange(
    name,
    (idempotencyKey) => api.post(`${pathOf(name)}/generate`, undefined, { idempotencyKey }),
    onClose,
  );
  return (
    <ConfirmDialog
      title={`Generate a new value of ${name}?`}
      action="Generate"
      pending={generate.isPending}
      error={generate.error}
      onConfirm={() => generate.mutate()}
      onClose={onClose}
    >
      32 random bytes in base64 count from now on, and nobody sees them. What the value is compared with elsewhere must
      learn it in another way. The version before is kept.
    </ConfirmDialog>
  );
}

function RollbackDialog({ name, version, onClose }: DialogProps & { version: string }) {
  const rollback = useChange(
    name,
    (idempotencyKey) =>
      api.post(`${pathOf(name)}/versions/${encodeURIComponent(version)}/rollback`, undefined, { idempotencyKey }),
    onClose,
  );
  return (
    <ConfirmDialog
      title={`Go back to version ${versionText(version)} of ${name}?`}
      action="Go back"
      pending={rollback.isPending}
      error={rollback.error}
      onConfirm={() => rollback.mutate()}
      onClose={onClose}
    >
      Its value counts from now on, for every setting that refers to the current version. No version is lost.
    </ConfirmDialog>
  );
}

function RemoveDialog({ name, onGone, onClose }: DialogProps & { onGone: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.delete(pathOf(name)),
    onSuccess: async () => {
      onClose();
      onGone();
      toastDone(`${name} is forgotten`);
      client.removeQueries({ queryKey: ["secret", name] });
      await client.invalidateQueries({ queryKey: ["list", SECRETS] });
    },
  });
  return (
    <ConfirmDialog
      title={`Remove ${name}?`}
      name={name}
      action="Remove"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      The secret goes with all its versions. In AWS Secrets Manager it can be restored for seven days; elsewhere this
      cannot be undone.
    </ConfirmDialog>
  );
}
