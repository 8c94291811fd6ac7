import { isWebCryptoHere, join, utf8, type Bytes } from "./hashing";
import { MLDSA_COSIGNATURE, NOTE, type Checkpoint, type NoteKey, type NoteSignature } from "./proof";

const TIME_BYTES = 8;
const LONGEST_TIME = 2n ** 63n;
const LABEL = utf8("subtree/v1\n\0");

/** When a cosignature says it was made, in seconds since 1970; null where it has no time. */
export function timeOf(key: NoteKey, signature: NoteSignature): bigint | null {
  if (key.type === NOTE || signature.value.length < TIME_BYTES) return null;
  const { buffer, byteOffset } = signature.value;
  const time = new DataView(buffer, byteOffset).getBigUint64(0);
  return time < LONGEST_TIME ? time : null;
}

/** What a signature looks like before anybody has verified it: the kind by its size, and the time in it. */
export function claimOf({ value }: NoteSignature): { algorithm: string; at: string | null } {
  const algorithm = value.length > TIME_BYTES + 64 ? "ML-DSA-44" : "Ed25519";
  if (value.length <= 64) return { algorithm, at: null };
  const seconds = Number(new DataView(value.buffer, value.byteOffset).getBigUint64(0));
  return { algorithm, at: isoTime(seconds) };
}

/** Null where it has none, or one that no calendar has. */
export function isoTime(seconds: number): string | null {
  const time = new Date(seconds * 1000);
  return seconds === 0 || Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** Whether the key has signed exactly this checkpoint (C2SP signed-note and tlog-cosignature). */
export async function isSignedBy(key: NoteKey, signature: NoteSignature, checkpoint: Checkpoint): Promise<boolean> {
  if (key.type === NOTE) return isEd25519(key.raw, utf8(checkpoint.text), signature.value);
  const time = timeOf(key, signature);
  if (time === null) return false;
  const value = signature.value.slice(TIME_BYTES);
  if (key.type !== MLDSA_COSIGNATURE)
    return isEd25519(key.raw, utf8(`cosignature/v1\ntime ${time}\n${checkpoint.text}`), value);
  const { ml_dsa44 } = await import("@noble/post-quantum/ml-dsa.js");
  const message = cosignedMessage(key.name, time, checkpoint);
  return message !== null && value.length === ml_dsa44.lengths.signature && ml_dsa44.verify(value, message, key.raw);
}

/** A checkpoint is the subtree that starts at leaf 0. Null where a name is longer than its length can say. */
function cosignedMessage(name: string, time: bigint, { origin, size, root }: Checkpoint): Bytes | null {
  const [cosigner, log] = [utf8(name), utf8(origin)];
  if (cosigner.length > 255 || log.length > 255) return null;
  return join(
    ...[LABEL, Uint8Array.of(cosigner.length), cosigner, uint64(time)],
    ...[Uint8Array.of(log.length), log, uint64(0n), uint64(BigInt(size)), root],
  );
}

function uint64(number: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, number);
  return bytes;
}

/** By the browser itself; where it does not know Ed25519, or is not asked over TLS, by a library. */
async function isEd25519(raw: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  if (isWebCryptoHere()) {
    try {
      const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
      return await crypto.subtle.verify("Ed25519", key, signature, message);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      if (error.name !== "NotSupportedError") return false; // It is no key at all.
    }
  }
  const { ed25519 } = await import("@noble/curves/ed25519.js");
  return signature.length === ed25519.lengths.signature && ed25519.verify(signature, message, raw, { zip215: false });
}
