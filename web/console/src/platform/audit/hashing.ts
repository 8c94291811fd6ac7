/** Bytes that are surely in memory of their own, as WebCrypto asks for. */
export type Bytes = Uint8Array<ArrayBuffer>;

const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);

export function join(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** WebCrypto is there in secure contexts only; a plain-http address in a local network is none. */
export async function sha256(...parts: readonly Uint8Array[]): Promise<Bytes> {
  const whole = join(...parts);
  if (isWebCryptoHere()) return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
  const { sha256: hash } = await import("@noble/hashes/sha2.js");
  return new Uint8Array(hash(whole));
}

/** RFC 6962 section 2.1: leaves and nodes have different prefixes, so that neither can be taken for the other. */
export const hashOfLeaf = (entry: Uint8Array): Promise<Bytes> => sha256(LEAF_PREFIX, entry);
export const hashOfNode = (left: Uint8Array, right: Uint8Array): Promise<Bytes> => sha256(NODE_PREFIX, left, right);

/** The types say that it is always there. */
export const isWebCryptoHere = (): boolean => (crypto.subtle as SubtleCrypto | undefined) !== undefined;

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

export const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);

/** RFC 4648 section 4, in its one form: padded, no blanks, no bits left over. Null for anything else. */
export function readBase64(text: string): Bytes | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}
