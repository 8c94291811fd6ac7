import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { SignatureClient, SignatureClientKey } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Facts } from "../../components/Facts";
import { IdText } from "../../components/IdText";
import { StateBadge } from "../../components/StateBadge";
import { exactTime } from "../../components/time";
import { toastDone } from "../../components/toast";
import {
  CLIENT_KEY_TONES,
  CLIENT_TONES,
  CLIENTS,
  clientText,
  inOrder,
  keysText,
  mayRevoke,
  revocationText,
  stateOf,
} from "./clients";
import classes from "./Clients.module.css";

interface Props {
  client: SignatureClient;
  ownerName: string;
  mayManage: boolean;
}

export function ClientDetail({ client, ownerName, mayManage }: Props) {
  const [asked, setAsked] = useState<SignatureClientKey | null>(null);
  return (
    <div className="stack">
      <div className="stack-tight">
        <span>
          <StateBadge state={stateOf(client)} tone={CLIENT_TONES[stateOf(client)]} />
        </span>
        <p className="muted">{clientText(client)}</p>
      </div>
      <Facts
        of={[
          ["Owner", ownerName],
          ["Client id", <IdText id={client.id} full label="client id" />],
          ["Last sequence", client.lastSequence === 0 ? "none yet" : client.lastSequence.toLocaleString("en-GB")],
          ["Registered", exactTime(client.createdAt)],
        ]}
      />
      <section aria-label="Keys">
        <h3>Keys</h3>
        <ul className={classes.keys}>
          {inOrder(client.keys).map((key) => (
            <li key={key.id}>
              <div className={classes.head}>
                <StateBadge state={key.state} tone={CLIENT_KEY_TONES[key.state]} />
                {mayManage && mayRevoke(key) && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Revoke… ${keysText(key)}`}
                    onClick={() => setAsked(key)}
                  >
                    Revoke…
                  </Button>
                )}
              </div>
              <KeyFacts of={key} />
            </li>
          ))}
        </ul>
      </section>
      {asked !== null && <RevokeDialog client={client} of={asked} onClose={() => setAsked(null)} />}
    </div>
  );
}

function KeyFacts({ of: key }: { of: SignatureClientKey }) {
  return (
    <Facts
      of={[
        ["Classic", <IdText id={key.classicId} full label="classic thumbprint" />],
        ["Post-quantum", <IdText id={key.postQuantumId} full label="post-quantum thumbprint" />],
        ["Registered", exactTime(key.registeredAt)],
        ["Revoked", key.revokedAt === null ? null : exactTime(key.revokedAt)],
      ]}
    />
  );
}

interface DialogProps {
  client: SignatureClient;
  of: SignatureClientKey;
  onClose: () => void;
}

function RevokeDialog({ client, of: key, onClose }: DialogProps) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: (): Promise<SignatureClient> => api.post(`${CLIENTS}/${client.id}/keys/${key.id}/revoke`),
    onSuccess: async (left) => {
      onClose();
      toastDone(`Revoked: ${keysText(key)} of ${client.name}`, clientText(left));
      await queries.invalidateQueries({ queryKey: ["list", CLIENTS] });
    },
  });
  return (
    <ConfirmDialog
      title={`Revoke ${keysText(key)} of ${client.name}?`}
      name={client.name}
      action="Revoke"
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      {revocationText(client, key)} This cannot be undone.
    </ConfirmDialog>
  );
}
