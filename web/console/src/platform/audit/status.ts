import type { AuditAnchors, AuditInspection, AuditStatus } from "../../api/types";
import type { Tone } from "../../components/StateBadge";

const count = (number: number, one: string, many: string): string =>
  `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;

export const entriesText = (number: number): string => count(number, "entry", "entries");

export const TONES: Record<AuditStatus["state"], Tone> = {
  Empty: "quiet",
  Signed: "good",
  Behind: "info",
  Altered: "bad",
  Contradicted: "bad",
  Broken: "bad",
};

/** What the state means, for somebody who has never heard of Merkle trees. */
export function statusText({ state, size, signedSize, witnesses }: AuditStatus): string {
  const unsigned = size - signedSize;
  switch (state) {
    case "Empty":
      return "Nothing has been noted yet.";
    case "Signed":
      return witnesses.length > 0
        ? "Every entry is signed: nobody can change or remove one unnoticed."
        : "Every entry is signed: nobody without the platform's keys can change or remove one unnoticed.";
    case "Behind":
      return unsigned > 0
        ? `${entriesText(unsigned)} not signed yet. That lasts a second, unless signing has stopped.`
        : "Something that was done is not in the log yet. That lasts a second, unless the log takes nothing in.";
    case "Altered":
      return "Something in the log is not as it was signed. What was signed is proved as before: the entries that were changed have names.";
    case "Contradicted":
      return "A witness has seen another log than this one: it was set back. What was done since then and is gone, nobody here can tell.";
    case "Broken":
      return "The log does not continue what was signed: entries were changed or lost. Nothing is signed until somebody has looked.";
  }
}

/** What an inspection found that is not intact. */
export const inspectionText = ({ alteredCount, fault }: AuditInspection): string =>
  [alteredCount > 0 ? `${entriesText(alteredCount)} changed` : null, fault === null ? null : "tree changed"]
    .filter((part) => part !== null)
    .join(", ");

/** How far a witness is behind what the log has signed. */
export const witnessText = (seen: number, signedSize: number): string =>
  seen >= signedSize ? "has seen all" : seen === 0 ? "has seen nothing" : `${entriesText(signedSize - seen)} behind`;

/** How much of the log a chain holds: that cannot be taken back by anybody. */
export const anchorText = ({ confirmed }: AuditAnchors, size: number): string =>
  confirmed === null
    ? "nothing stands there yet"
    : `${confirmed.size >= size ? "all" : entriesText(confirmed.size)} in block ${confirmed.blockNumber?.toLocaleString("en-GB") ?? ""}`;
