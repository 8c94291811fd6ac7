import { Button, TextInput } from "@mantine/core";
import { IconDownload, IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, newKey } from "../../api/client";
import type { ParticipantDetail, Registry } from "../../api/types";
import { CodeText } from "../../components/CodeText";
import { download } from "../../components/csv";
import { IdText } from "../../components/IdText";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge } from "../../components/StateBadge";
import { useNow } from "../../components/time";
import { EnrolmentList } from "./EnrolmentList";
import { generateKeys, type KeyPairs } from "./onboarding";
import { participantPath } from "./participants";
import { challengeUrl, isAddress, KEY_ID, subscribeCommand } from "./subscribing";
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
              <span className="mono">./skylink keys new {subscriberId}</span> instead.
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
                  JSON.stringify({ subscriberId, keyId: KEY_ID, ...keys }, null, 2),
                  "application/json",
                )
              }
            >
              Download both pairs
            </Button>
          </div>
        </>
      )}
      {participant.data && <Listing of={participant.data} keys={keys} />}
      <div className={classes.end}>
        <Button onClick={onNext}>Continue to the self-test</Button>
      </div>
    </div>
  );
}

/** What its server sends to be listed, and what came of it. */
function Listing({ of: { participant, subscriptions }, keys }: { of: ParticipantDetail; keys: KeyPairs | null }) {
  const { subscriberId } = participant;
  const [address, setAddress] = useState(`https://${subscriberId}/`);
  const [domain, setDomain] = useState<string | null>(null);
  const [requestId] = useState(newKey);
  const now = useNow();
  const registry = useQuery({
    queryKey: ["registry"],
    queryFn: ({ signal }) => api.get<Registry>("/api/v1/registry", undefined, signal),
  });
  if (registry.data === undefined) return registry.error === null ? null : <ProblemAlert error={registry.error} />;
  const chosen = domain ?? registry.data.domain;
  return (
    <>
      <div className="stack-tight">
        <span className="strong">Then its server asks to be listed</span>
        <div className={classes.pair}>
          <TextInput
            label="Address of its server"
            value={address}
            error={isAddress(address) ? undefined : "It begins with https://."}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          {participant.type !== "BG" && (
            <TextInput label="Domain" value={chosen} onChange={(event) => setDomain(event.currentTarget.value)} />
          )}
        </div>
        <CodeText
          label="The request"
          text={subscribeCommand({
            participant,
            registry: registry.data,
            keys,
            address,
            domain: chosen,
            requestId,
            now,
          })}
        />
        <p className="small muted">
          SkyLink then sends a challenge to <span className="mono">{challengeUrl(address)}</span>, encrypted for its
          X25519 key, and lists the key when the answer is right. This page notices by itself.
        </p>
      </div>
      <EnrolmentList enrolments={subscriptions} />
    </>
  );
}
