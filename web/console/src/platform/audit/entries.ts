import type { AuditEntry } from "../../api/types";
import { capitalised } from "../../components/words";

export const AUDIT = "/api/v1/audit";

/** What the hashed bytes of an entry say. Pages show this, not what the platform reads from it. */
export interface WrittenEntry {
  id: string;
  at: string;
  service: string;
  action: string;
  actor: AuditEntry["actor"];
  correlation: string | null;
  target: AuditEntry["target"];
  /** Each event, or where there were very many how many. */
  events: { id: string; sha256: string; type: string }[] | { count: number; sha256: string };
  /** SHA-256 of the personal part, in base64url. */
  personal: string | null;
}

/** Null where the bytes are no entry. */
export function readEntry(bytes: Uint8Array): WrittenEntry | null {
  try {
    const read = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as WrittenEntry;
    return typeof read.action === "string" && typeof read.at === "string" ? read : null;
  } catch {
    return null;
  }
}

/** `PlaceOrder` → `Place order`: the operation's name, as the API's document has it, in words. */
export const actionText = (action: string): string =>
  capitalised(action.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase());

/** Who it was where no user is named. A call tells where it came from; what was done past the API has no call. */
export const strangerText = (written: Pick<WrittenEntry, "personal"> | null): string =>
  written?.personal === null ? "past the API" : "not signed in";

/** What was acted on, by the names in its path: the value alone where there is one. */
export function targetText(target: AuditEntry["target"], short: (value: string) => string = (value) => value): string {
  const parts = Object.entries(target);
  return parts.map(([name, value]) => (parts.length === 1 ? short(value) : `${name} ${short(value)}`)).join(", ");
}

/** RFC 8785, for what holds no numbers: members in order, no blanks. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(",")}}`;
}
