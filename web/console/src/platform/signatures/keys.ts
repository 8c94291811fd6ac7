import type { SignatureAlgorithm, SignatureKey } from "../../api/types";
import type { Tone } from "../../components/StateBadge";

export const KEYS = "/api/v1/signatures/keys";
export const PLATFORM = "platform";
export const CLASSIC: readonly SignatureAlgorithm[] = ["ES256", "EdDSA"];
export const POST_QUANTUM: readonly SignatureAlgorithm[] = ["ML-DSA-44", "ML-DSA-65"];
/** As the platform takes it. */
export const PURPOSE = /^[a-z0-9_.-]{1,60}$/;

export const TONES: Record<SignatureKey["state"], Tone> = {
  Published: "info",
  Signs: "good",
  Retired: "quiet",
  Gone: "quiet",
  Revoked: "bad",
};

/** What the state means for those who meet a signature of the key. */
export function stateText({ state }: SignatureKey): string {
  switch (state) {
    case "Published":
      return "Published ahead of its turn, so that everybody knows it when it signs.";
    case "Signs":
      return "Signs now.";
    case "Retired":
      return "Signs no more. What it has signed stays valid for the overlap.";
    case "Gone":
      return "Its time is over: it verifies nothing any more, and its secret is deleted.";
    case "Revoked":
      return "Revoked: nothing that it ever signed is valid.";
  }
}

export const mayRotate = ({ state }: SignatureKey): boolean => state === "Signs";
export const mayRevoke = ({ state }: SignatureKey): boolean => state !== "Revoked" && state !== "Gone";
