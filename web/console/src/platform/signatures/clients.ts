import type { SignatureClient, SignatureClientKey } from "../../api/types";
import type { Tone } from "../../components/StateBadge";

export const CLIENTS = "/api/v1/signatures/clients";

export const CLIENT_STATES = ["Signs", "Substitute waits", "Revoked"] as const;
export type ClientState = (typeof CLIENT_STATES)[number];

export const CLIENT_TONES: Record<ClientState, Tone> = { Signs: "good", "Substitute waits": "good", Revoked: "bad" };
export const CLIENT_KEY_TONES: Record<SignatureClientKey["state"], Tone> = {
  Current: "good",
  Substitute: "info",
  Revoked: "bad",
};

const has = ({ keys }: SignatureClient, state: SignatureClientKey["state"]): boolean =>
  keys.some((key) => key.state === state);

export function stateOf(client: SignatureClient): ClientState {
  if (!has(client, "Current")) return "Revoked";
  return has(client, "Substitute") ? "Substitute waits" : "Signs";
}

/** What the state means for the requests of the client. */
export function clientText(client: SignatureClient): string {
  switch (stateOf(client)) {
    case "Signs":
      return "Signs with its current keys. No substitute waits to stand in for them.";
    case "Substitute waits":
      return "Signs with its current keys. The substitute stands in as soon as they are revoked.";
    case "Revoked":
      return "Nothing that it signs is taken until an administrator registers new keys.";
  }
}

const RANK: Record<SignatureClientKey["state"], number> = { Current: 0, Substitute: 1, Revoked: 2 };

/** Those that count first; of those that do not any more, the last revoked. */
export function inOrder(keys: readonly SignatureClientKey[]): SignatureClientKey[] {
  return [...keys].sort(
    (left, right) =>
      RANK[left.state] - RANK[right.state] || (right.revokedAt ?? "").localeCompare(left.revokedAt ?? ""),
  );
}

export const mayRevoke = ({ state }: SignatureClientKey): boolean => state !== "Revoked";

/** Which keys of the client, in words. */
export const keysText = ({ state }: SignatureClientKey): string =>
  state === "Substitute" ? "the substitute" : "the current keys";

/** What follows when the keys are revoked. */
export function revocationText(client: SignatureClient, { state }: SignatureClientKey): string {
  if (state === "Substitute")
    return "The current keys sign on, and nothing stands in for them until another substitute is registered.";
  return has(client, "Substitute")
    ? "The substitute stands in at once, and nothing that these keys sign is taken any more."
    : "No substitute waits: the client can sign nothing until an administrator registers new keys.";
}
