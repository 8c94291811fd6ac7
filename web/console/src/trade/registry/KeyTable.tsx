import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { ParticipantKey } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { IdText } from "../../components/IdText";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { toastDone } from "../../components/toast";
import { participantPath } from "./participants";
import { ReasonField, reasonOf } from "./ReasonField";
import classes from "./KeyTable.module.css";

interface Props {
  subscriberId: string;
  keys: ParticipantKey[];
  mayRevoke: boolean;
}

export function KeyTable({ subscriberId, keys, mayRevoke }: Props) {
  const [revoking, setRevoking] = useState<ParticipantKey | null>(null);
  return (
    <section className="card" aria-label="Keys">
      <div className="card-head">
        <h2>Keys</h2>
        <span className="muted small">{keys.length}</span>
      </div>
      {keys.length === 0 && (
        <p className="card-pad muted">No key yet. A key is listed once its owner has passed the challenge.</p>
      )}
      <ul>
        {keys.map((key) => (
          <li key={key.keyId} className={classes.key} data-valid={key.state === "VALID"}>
            <div className="row">
              <span className="strong">{key.keyId}</span>
              <StateBadge state={key.state} />
              <span className="small muted">
                {key.revokedAt === null ? (
                  <>
                    valid until <TimeText at={key.validUntil} />
                  </>
                ) : (
                  <>
                    revoked <TimeText at={key.revokedAt} />
                  </>
                )}
              </span>
              {mayRevoke && key.state === "VALID" && (
                <span className="push">
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => setRevoking(key)}
                    aria-label={`Revoke ${key.keyId}`}
                  >
                    Revoke
                  </Button>
                </span>
              )}
            </div>
            <dl className={classes.values}>
              <dt>Signing, Ed25519</dt>
              <dd>
                <IdText id={key.signingPublicKey} full label="signing key" />
              </dd>
              <dt>Encryption, X25519</dt>
              <dd>
                <IdText id={key.encryptionPublicKey} full label="encryption key" />
              </dd>
            </dl>
          </li>
        ))}
      </ul>
      {revoking !== null && (
        <Revoke
          subscriberId={subscriberId}
          one={revoking}
          last={keys.filter((key) => key.state === "VALID").length === 1}
          onClose={() => setRevoking(null)}
        />
      )}
    </section>
  );
}

function Revoke({
  subscriberId,
  one,
  last,
  onClose,
}: {
  subscriberId: string;
  one: ParticipantKey;
  last: boolean;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const revoke = useMutation({
    mutationFn: () =>
      api.post(`${participantPath(subscriberId)}/keys/${encodeURIComponent(one.keyId)}/revoke`, {
        reason: reasonOf(reason),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["participant", subscriberId] });
      toastDone(`Key ${one.keyId} is revoked`, "The network refuses it from now on.");
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Revoke key ${one.keyId}?`}
      name={one.keyId}
      fields={<ReasonField value={reason} onChange={setReason} />}
      action="Revoke key"
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      Every message signed with it is refused within a second, everywhere. This cannot be undone.
      {last && " It is the last valid key: the participant leaves the network until it subscribes with a new one."}
    </ConfirmDialog>
  );
}
