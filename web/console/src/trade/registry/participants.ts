import type { Participant, ParticipantStatus, ParticipantType } from "../../api/types";

export const PARTICIPANTS = "/api/v1/registry/participants";

export const participantPath = (subscriberId: string) => `${PARTICIPANTS}/${encodeURIComponent(subscriberId)}` as const;

export const TYPES: readonly { value: ParticipantType; label: string; does: string }[] = [
  { value: "BAP", label: "Buyer app", does: "Searches and orders for its shoppers." },
  {
    value: "BPP",
    label: "Seller app",
    does: "Answers searches and fulfils orders; carriers and payment partners as well.",
  },
  { value: "BG", label: "Gateway", does: "Passes searches on to the right sellers." },
];

export const STATUSES: readonly ParticipantStatus[] = [
  "INITIATED",
  "UNDER_SUBSCRIPTION",
  "SUBSCRIBED",
  "SUSPENDED",
  "EXPIRED",
  "UNSUBSCRIBED",
  "REJECTED",
];

export function typeOf({ type, kind }: Pick<Participant, "type" | "kind">): string {
  if (kind === "isn") return "Inventory seller";
  if (kind === "msn") return "Marketplace seller";
  return TYPES.find((known) => known.value === type)?.label ?? "";
}
