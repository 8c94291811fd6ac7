import type { Participant, Registry } from "../../api/types";
import type { KeyPairs } from "./onboarding";

/** What a company's server tells the registry when it asks to be listed; times in milliseconds of the epoch. */
export interface Asking {
  participant: Pick<Participant, "subscriberId" | "name" | "country" | "type">;
  registry: Registry;
  keys: KeyPairs | null;
  /** Where its server answers, the challenge at `on_subscribe` below it. */
  address: string;
  domain: string;
  requestId: string;
  now: number;
}

const YEAR_MS = 365 * 24 * 3600 * 1000;
const ROLES = { BAP: ["buyerApp", 1], BPP: ["sellerApp", 2], BG: ["gateway", 4] } as const;

export function subscribeBody({ participant, keys, address, domain, requestId, now }: Asking) {
  const [type, operation] = ROLES[participant.type ?? "BPP"];
  const time = (at: number) => new Date(at).toISOString();
  return {
    context: { operation: { ops_no: operation } },
    message: {
      request_id: requestId,
      timestamp: time(now),
      entity: {
        gst: { legal_entity_name: participant.name },
        country: participant.country,
        subscriber_id: participant.subscriberId,
        unique_key_id: KEY_ID,
        callback_url: address,
        key_pair: {
          signing_public_key: keys?.signingPublicKey ?? "<Ed25519, base64>",
          encryption_public_key: keys?.encryptionPublicKey ?? "<X25519, base64>",
          valid_from: time(now),
          valid_until: time(now + YEAR_MS),
        },
      },
      network_participant: [
        { type, domain: type === "gateway" ? "*" : domain, subscriber_url: address, msn: false, city_code: ["*"] },
      ],
    },
  };
}

/** The key's name within the participant, here as in the file with both pairs. */
export const KEY_ID = "k1";

/** The same as one command of a shell, whatever characters names and addresses have. */
export function subscribeCommand(asking: Asking): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    `curl -sS --fail-with-body ${quoted(`${asking.registry.url}/subscribe`)} \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d ${quoted(JSON.stringify(subscribeBody(asking), null, 2))}`,
  ].join("\n");
}

/** Where the challenge is sent. */
export const challengeUrl = (address: string): string => `${address.replace(/\/+$/, "")}/on_subscribe`;

/** An address that the registry can call at all; whether it may, the registry says. */
export function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}
