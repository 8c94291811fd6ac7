/**
 * Reads what a log hands to strangers: proofs (C2SP tlog-proof), checkpoints (tlog-checkpoint), signed notes and
 * verifiers' keys (signed-note). One form of each value, everything else is refused; believing what was read is up to
 * `verify.ts`.
 */
import { hex, readBase64, sha256, utf8, type Bytes } from "./hashing";

/** What a key signs: the text of a note, a time and a checkpoint, or names, time and head of one. */
export const NOTE = 0x01;
export const COSIGNATURE = 0x04;
export const MLDSA_COSIGNATURE = 0x06;

export type KeyType = typeof NOTE | typeof COSIGNATURE | typeof MLDSA_COSIGNATURE;

export interface NoteKey {
  name: string;
  /** Eight hexadecimal digits that follow from name, type and key. */
  id: string;
  type: KeyType;
  raw: Bytes;
}

/** A signature line, which says whose it claims to be. */
export interface NoteSignature {
  name: string;
  keyId: string;
  value: Bytes;
}

export interface Checkpoint {
  origin: string;
  /** Entries in the log. */
  size: number;
  root: Bytes;
  /** What is signed, with the line feed at its end. */
  text: string;
  signatures: NoteSignature[];
}

export interface Proof {
  /** The entry's place in the log, from 0. */
  index: number;
  /** From the leaf's sibling up to a child of the root. */
  siblings: Bytes[];
  checkpoint: Checkpoint;
}

/** It is not of the form that its specification asks for. */
export class FormError extends Error {}

const HEADER = "c2sp.org/tlog-proof@v1";
const HASH_BYTES = 32;
const LONGEST_PATH = 63;
const MAX_SIGNATURES = 64;
const KEY_BYTES: Record<KeyType, number> = { [NOTE]: 32, [COSIGNATURE]: 32, [MLDSA_COSIGNATURE]: 1_312 };

export function readProof(text: string): Proof {
  const end = text.indexOf("\n\n");
  const [header, ...lines] = text.slice(0, Math.max(end, 0)).split("\n");
  if (header !== HEADER) throw new FormError(`A proof begins with ${HEADER}.`);
  if (lines[0]?.startsWith("extra ")) lines.shift(); // Not authenticated, and nothing here asks for it.
  const index = readNumber(/^index (.*)$/.exec(lines.shift() ?? "")?.[1]);
  if (lines.length > LONGEST_PATH) throw new FormError("The path is longer than any tree is high.");
  const siblings = lines.map(readHash);
  const checkpoint = readCheckpoint(text.slice(end + 2));
  if (index >= checkpoint.size) throw new FormError(`The tree has ${checkpoint.size} entries, and none at ${index}.`);
  return { index, siblings, checkpoint };
}

/** A signed note whose text is a checkpoint. */
export function readCheckpoint(note: string): Checkpoint {
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) throw new FormError("The checkpoint holds control characters.");
  const end = note.lastIndexOf("\n\n");
  const text = note.slice(0, end + 1);
  const [origin = "", size, root = "", ...extensions] = text.split("\n").slice(0, -1);
  if (end < 0 || origin === "" || extensions.includes(""))
    throw new FormError("A checkpoint has a name, a size, a root, an empty line and signatures.");
  const lines = note.slice(end + 2).split("\n");
  if (lines.pop() !== "" || lines.length === 0 || lines.length > MAX_SIGNATURES)
    throw new FormError("The checkpoint has no signatures, too many, or half a line of them.");
  return { origin, size: readNumber(size), root: readHash(root), text, signatures: lines.map(readSignature) };
}

function readSignature(line: string): NoteSignature {
  const [, name, base64] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? [];
  const bytes = readBase64(base64 ?? "");
  if (name === undefined || bytes === null || bytes.length <= 4) throw new FormError("A signature line is malformed.");
  return { name, keyId: hex(bytes.subarray(0, 4)), value: bytes.slice(4) };
}

/** Reads `name+id+key`, and refuses an id that is not the key's. */
export async function readKey(text: string): Promise<NoteKey> {
  const [, name, id, base64] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(text) ?? [];
  const encoded = readBase64(base64 ?? "");
  if (name === undefined || id === undefined || encoded === null) throw new FormError("A key is malformed.");
  const type = encoded[0];
  if (type !== NOTE && type !== COSIGNATURE && type !== MLDSA_COSIGNATURE)
    throw new FormError(`The key ${id} of ${name} is of a type that is not known here.`);
  const raw = encoded.slice(1);
  if (raw.length !== KEY_BYTES[type]) throw new FormError(`The key ${id} of ${name} has another size than its type.`);
  const expected = hex((await sha256(utf8(`${name}\n`), encoded)).subarray(0, 4));
  if (id !== expected) throw new FormError(`The key of ${name} has the id ${expected}, and is handed out as ${id}.`);
  return { name, id, type, raw };
}

/** Without sign and leading zeros. Beyond 2^53 a number is not exact here, and no log is that long. */
function readNumber(digits: string | undefined): number {
  if (digits === undefined || !/^(0|[1-9][0-9]{0,15})$/.test(digits) || !Number.isSafeInteger(Number(digits)))
    throw new FormError(`A number is expected, not ${digits ?? "nothing"}.`);
  return Number(digits);
}

function readHash(base64: string): Bytes {
  const hash = readBase64(base64);
  if (hash?.length !== HASH_BYTES) throw new FormError("A hash is 32 bytes in base64.");
  return hash;
}
