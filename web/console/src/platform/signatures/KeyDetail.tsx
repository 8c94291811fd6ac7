import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { SignatureKey } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Facts } from "../../components/Facts";
import { IdText } from "../../components/IdText";
import { StateBadge } from "../../components/StateBadge";
import { exactTime } from "../../components/time";
import { toastDone } from "../../components/toast";
import { KEYS, mayRevoke, mayRotate, stateText, TONES } from "./keys";

interface Props {
  signingKey: SignatureKey;
  ownerName: string;
  mayManage: boolean;
}

export function KeyDetail({ signingKey: key, ownerName, mayManage }: Props) {
  const [asked, setAsked] = useState<"rotate" | "revoke" | null>(null);
  return (
    <div className="stack">
      {mayManage && (
        <div className="row">
          {mayRotate(key) && <Button onClick={() => setAsked("rotate")}>Rotate…</Button>}
          {mayRevoke(key) && (
            <Button variant="default" onClick={() => setAsked("revoke")}>
              Revoke…
            </Button>
          )}
        </div>
      )}
      <div className="row">
        <StateBadge state={key.state} tone={TONES[key.state]} />
        <span className="muted">{stateText(key)}</span>
      </div>
      <Facts
        of={[
          ["Purpose", <span className="mono">{key.purpose}</span>],
          ["Owner", ownerName],
          ["Algorithm", key.algorithm],
          ["Version", key.version],
          ["Published", exactTime(key.publishedAt)],
          ["Signs from", exactTime(key.signsFrom)],
          ["Signs until", exactTime(key.signsUntil)],
          ["Verifies until", exactTime(key.verifiesUntil)],
          ["Revoked", key.revokedAt === null ? null : exactTime(key.revokedAt)],
          ["Key id", <IdText id={key.id} full label="key id" />],
          [
            "Public keys",
            <a href={`/api/v1/signatures/jwks/${encodeURIComponent(key.owner)}`} target="_blank" rel="noreferrer">
              All of this owner, as JWKS
            </a>,
          ],
        ]}
      />
      {asked === "rotate" && <RotateDialog of={key} onClose={() => setAsked(null)} />}
      {asked === "revoke" && <RevokeDialog of={key} onClose={() => setAsked(null)} />}
    </div>
  );
}

interface DialogProps {
  of: SignatureKey;
  onClose: () => void;
}

function RotateDialog({ of: key, onClose }: DialogProps) {
  const client = useQueryClient();
  const rotate = useMutation({
    mutationFn: (): Promise<SignatureKey> => api.post(`${KEYS}/${encodeURIComponent(key.id)}/rotate`),
    onSuccess: async (next) => {
      onClose();
      toastDone(`Version ${next.version} signs for ${key.purpose} now`);
      await client.invalidateQueries({ queryKey: ["list", KEYS] });
    },
  });
  return (
    <ConfirmDialog
      title={`Rotate the key of ${key.purpose}?`}
      action="Rotate"
      pending={rotate.isPending}
      error={rotate.error}
      onConfirm={() => rotate.mutate()}
      onClose={onClose}
    >
      The next key signs from now on. What this one has signed stays valid for the overlap.
    </ConfirmDialog>
  );
}

const REASON_MAX = 200;

function RevokeDialog({ of: key, onClose }: DialogProps) {
  const [reason, setReason] = useState("");
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: (): Promise<SignatureKey> =>
      api.post(`${KEYS}/${encodeURIComponent(key.id)}/revoke`, { reason: reason.trim() }),
    onSuccess: async () => {
      onClose();
      toastDone(`Version ${key.version} of ${key.purpose} is revoked`);
      await client.invalidateQueries({ queryKey: ["list", KEYS] });
    },
  });
  return (
    <ConfirmDialog
      title={`Revoke this key of ${key.purpose}?`}
      name={key.purpose}
      action="Revoke"
      pending={revoke.isPending}
      error={revoke.error}
      fields={
        <Textarea
          label="Reason"
          description="Why nobody is to trust it any more."
          value={reason}
          maxLength={REASON_MAX}
          autosize
          minRows={2}
          data-autofocus
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      }
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      Nothing that it ever signed is valid from this moment on; another key signs. This cannot be undone.
    </ConfirmDialog>
  );
}
