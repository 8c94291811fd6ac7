import { Button } from "@mantine/core";
import { IconDownload, IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { ParticipantDetail } from "../../api/types";
import { download } from "../../components/csv";
import { IdText } from "../../components/IdText";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge } from "../../components/StateBadge";
import { generateKeys, type KeyPairs } from "./onboarding";
import { participantPath } from "./participants";
import classes from "./OnboardPage.module.css";

const POLL_MS = 2_000;

/** The company's own server has to prove that it holds the key: this page makes keys and watches the proof arrive. */
export function KeysStep({ subscriberId, onNext }: { subscriberId: string; onNext: () => void }) {
  const [keys, setKeys] = useState<KeyPairs | null>(null);
  const [error, setError] = useState<unknown>(null);
  const participant = useQuery({
    queryKey: ["participant", subscriberId],
    refetchInterval: POLL_MS,
    enabled: subscriberId !== "",
    queryFn: ({ signal }) => api.get<ParticipantDetail>(participantPath(subscriberId), undefined, signal),
  });
  const canMake = window.isSecureContext && "subtle" in crypto;

  return (
    <div className={classes.panel}>
      <div className="row">
        <h2>{subscriberId}</h2>
        {participant.data && (
          <span className="push">
            <StateBadge state={participant.data.participant.status} />
          </span>
        )}
      </div>
      {participant.error !== null && <ProblemAlert error={participant.error} />}
      <p>
        The participant signs with Ed25519 and reads challenges with X25519. Make the keys where they will be used, or
        here: they are made in this browser, and the private halves are sent nowhere.
      </p>
      {keys === null && (
        <div>
          <Button
            variant="default"
            leftSection={<IconKey size={16} />}
            disabled={!canMake}
            onClick={() => void generateKeys().then(setKeys, setError)}
          >
            Make keys here
          </Button>
          {!canMake && (
            <p className="small muted">
              This address is not secure (https), so the browser makes no keys. Use{" "}
              <span className="mono">skylink keys new</span> instead.
            </p>
          )}
        </div>
      )}
      {error !== null && <ProblemAlert error={error} />}
      {keys !== null && (
        <>
          <div className="stack-tight">
            <span className="small muted">Signing key, public</span>
            <IdText id={keys.signingPublicKey} full label="signing key" />
            <span className="small muted">Encryption key, public</span>
            <IdText id={keys.encryptionPublicKey} full label="encryption key" />
          </div>
          <div>
            <Button
              leftSection={<IconDownload size={16} />}
              variant="default"
              onClick={() =>
                download(
                  `${subscriberId}.keys.json`,
                  JSON.stringify({ subscriberId, keyId: "k1", ...keys }, null, 2),
                  "application/json",
                )
              }
            >
              Download both pairs
            </Button>
          </div>
        </>
      )}
      <div className="stack-tight">
        <span className="strong">Then its server asks to be listed</span>
        <pre className={classes.code} tabIndex={0}>
          {subscribeBody(subscriberId, keys)}
        </pre>
        <p className="small muted">
          SkyLink fetches the site verification, sends an encrypted challenge to the callback address, and lists the key
          when the answer is right.
          {participant.data?.keys.length ? " A key has arrived." : " This page notices by itself."}
        </p>
      </div>
      <div className={classes.end}>
        <Button onClick={onNext}>Continue to the self-test</Button>
      </div>
    </div>
  );
}

function subscribeBody(subscriberId: string, keys: KeyPairs | null): string {
  return `POST ${window.location.origin}/registry/subscribe

${JSON.stringify(
  {
    context: { operation: { ops_no: 1 } },
    message: {
      entity: {
        subscriber_id: subscriberId,
        unique_key_id: "k1",
        callback_url: "/callback",
        key_pair: {
          signing_public_key: keys?.signingPublicKey ?? "<Ed25519, base64>",
          encryption_public_key: keys?.encryptionPublicKey ?? "<X25519, base64>",
        },
      },
    },
  },
  null,
  2,
)}`;
}
