/**
 * Checks in the browser that an entry is in the log: nothing is believed of what the platform says beside the keys, and
 * these are shown, so that they can be compared with those one was given elsewhere.
 */
import type { AuditEntry, AuditTrust } from "../../api/types";
import { fromBase64 } from "../../components/bytes";
import { canonicalJson, readEntry } from "./entries";
import { hashOfLeaf, isSame, sha256, toBase64, utf8, type Bytes } from "./hashing";
import { FormError, MLDSA_COSIGNATURE, readKey, readProof, type NoteKey, type Proof } from "./proof";
import { isoTime, isSignedBy, timeOf } from "./signatures";
import { climb, levelsOf } from "./tree";

/** `absent`: nobody says so, and nobody has to. `skipped`: it could not be asked, since something before it failed. */
export type Outcome = "passed" | "failed" | "absent" | "skipped";

export interface Step {
  name: string;
  outcome: Outcome;
  /** What was found. */
  detail: string;
}

/** What came of a key's signature. */
export interface Signed extends Step {
  key: NoteKey;
  isWitness: boolean;
  /** When it says that it was made. */
  at: string | null;
}

export interface Verification {
  isTrue: boolean;
  steps: Step[];
  /** The hashes from the leaf to what should be the root; empty where the proof cannot be read. */
  way: Bytes[];
  signed: Signed[];
}

export const READ = "The proof can be read";
export const LEAF = "The bytes have the entry's hash";
export const PERSONAL = "What is kept of the person is what the entry names";
export const PATH = "The hash leads to the root";
export const ORIGIN = "The root is of this log";
export const KEYS = "The keys are what their ids say";

export const algorithmOf = (key: NoteKey): string => (key.type === MLDSA_COSIGNATURE ? "ML-DSA-44" : "Ed25519");

const signatureName = (key: NoteKey, isWitness: boolean): string =>
  isWitness ? `Seen by the witness ${key.name}, ${algorithmOf(key)}` : `Signed by the log with ${algorithmOf(key)}`;

export async function verify(entry: AuditEntry, proofText: string, trust: AuditTrust): Promise<Verification> {
  const bytes = fromBase64(entry.entry);
  const leaf = await hashOfLeaf(bytes);
  const steps = [leafStep(leaf, entry.leafHash), await personalStep(bytes, entry.personal)];
  const [proof, unread] = tryRead(proofText, entry.number);
  steps.unshift(unread ?? passed(READ, `Entry ${entry.number} of ${proof?.checkpoint.size ?? 0}`));
  const { keys, step } = await readKeys(trust);
  if (proof === null) {
    steps.push(skipped(PATH), skipped(ORIGIN), step);
    return { isTrue: false, steps, way: [], signed: [] };
  }
  const [way, path] = await pathStep(leaf, proof);
  const signed = await Promise.all(keys.map(({ key, isWitness }) => check(key, isWitness, proof)));
  steps.push(path, originStep(proof, trust.origin), step, ...signed);
  return { isTrue: steps.every(({ outcome }) => outcome === "passed" || outcome === "absent"), steps, way, signed };
}

const passed = (name: string, detail: string): Step => ({ name, outcome: "passed", detail });
const failed = (name: string, detail: string): Step => ({ name, outcome: "failed", detail });
const skipped = (name: string): Step => ({ name, outcome: "skipped", detail: "Cannot be asked before the others." });

function tryRead(text: string, number: number): [Proof | null, Step | null] {
  try {
    const proof = readProof(text);
    return proof.index === number
      ? [proof, null]
      : [null, failed(READ, `It is the proof of entry ${proof.index}, not of ${number}.`)];
  } catch (error) {
    if (error instanceof FormError) return [null, failed(READ, error.message)];
    throw error;
  }
}

function leafStep(leaf: Bytes, said: string): Step {
  const hash = toBase64(leaf);
  return hash === said
    ? passed(LEAF, `SHA-256 gives ${hash}`)
    : failed(LEAF, `SHA-256 gives ${hash}, and the platform says ${said}.`);
}

async function personalStep(bytes: Uint8Array, personal: AuditEntry["personal"]): Promise<Step> {
  const named = readEntry(bytes)?.personal ?? null;
  if (named === null && personal === null) return { name: PERSONAL, outcome: "absent", detail: "There is nothing." };
  if (personal === null) return { name: PERSONAL, outcome: "absent", detail: "It is not kept." };
  const hash = toBase64(await sha256(utf8(canonicalJson(personal))));
  const isNamed = named !== null && hash === `${named.replaceAll("-", "+").replaceAll("_", "/")}=`;
  return isNamed ? passed(PERSONAL, "Its hash stands in the entry.") : failed(PERSONAL, "Its hash is another one.");
}

async function pathStep(leaf: Bytes, { index, siblings, checkpoint }: Proof): Promise<[Bytes[], Step]> {
  const levels = levelsOf(index, checkpoint.size);
  if (levels.length !== siblings.length)
    return [[], failed(PATH, `The path needs ${levels.length} hashes, and has ${siblings.length}.`)];
  const way = await climb(leaf, levels, siblings);
  const root = way.at(-1) as Bytes;
  const detail = `${levels.length} ${levels.length === 1 ? "hash" : "hashes"} on the way give ${toBase64(root)}`;
  return isSame(root, checkpoint.root)
    ? [way, passed(PATH, detail)]
    : [way, failed(PATH, `${detail}, and what was signed is ${toBase64(checkpoint.root)}.`)];
}

function originStep({ checkpoint }: Proof, origin: string): Step {
  return checkpoint.origin === origin
    ? passed(ORIGIN, `${origin}, ${checkpoint.size} entries`)
    : failed(ORIGIN, `It is of ${checkpoint.origin}, not of ${origin}.`);
}

interface Known {
  key: NoteKey;
  isWitness: boolean;
}

async function readKeys({ keys, witnesses }: AuditTrust): Promise<{ keys: Known[]; step: Step }> {
  const read: Known[] = [];
  try {
    for (const text of keys) read.push({ key: await readKey(text), isWitness: false });
    for (const text of witnesses) read.push({ key: await readKey(text), isWitness: true });
  } catch (error) {
    if (error instanceof FormError) return { keys: [], step: failed(KEYS, error.message) };
    throw error;
  }
  const ids = read.map(({ key }) => key.id).join(", ");
  return keys.length > 0
    ? { keys: read, step: passed(KEYS, ids) }
    : { keys: [], step: failed(KEYS, "No key of the log is handed out.") };
}

/** Every line in the name of the key must be the key's: one wrong one spoils the note. */
async function check(key: NoteKey, isWitness: boolean, { checkpoint }: Proof): Promise<Signed> {
  const claims = checkpoint.signatures.filter(({ name, keyId }) => name === key.name && keyId === key.id);
  const results = await Promise.all(claims.map((claim) => isSignedBy(key, claim, checkpoint)));
  const time = claims[0] === undefined ? null : timeOf(key, claims[0]);
  const at = time === null ? null : isoTime(Number(time));
  const name = signatureName(key, isWitness);
  if (results.includes(false)) {
    const detail = `A signature in the name of the key ${key.id} is not that key's.`;
    return { key, isWitness, at: null, ...failed(name, detail) };
  }
  // Without a time a witness says nothing about the whole log.
  if (isWitness && at === null)
    return { key, isWitness, at, name, outcome: "absent", detail: "It has not cosigned this head." };
  return claims.length === 0
    ? { key, isWitness, at, ...failed(name, `There is no signature of the key ${key.id}. The log signs with all.`) }
    : { key, isWitness, at, ...passed(name, `Key ${key.id}`) };
}
