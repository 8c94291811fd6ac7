/**
 * A log as it is defined: RFC 6962's tree by recursion, C2SP's notes and proofs, with test keys. For tests and the
 * mock; what verifies in the browser shares no code with it.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";

export interface TestSigner {
  /** For those who verify. */
  key: string;
  line: (origin: string, size: number, root: Uint8Array, seconds: number) => string;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const join = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

function uint64(number: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

export const leafOf = (entry: Uint8Array): Uint8Array => sha256(join([0], entry));

export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array());
  if (leaves.length === 1) return leaves[0] as Uint8Array;
  const left = half(leaves.length);
  return sha256(join([1], rootOf(leaves.slice(0, left)), rootOf(leaves.slice(left))));
}

export function pathOf(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const left = half(leaves.length);
  return index < left
    ? [...pathOf(index, leaves.slice(0, left)), rootOf(leaves.slice(left))]
    : [...pathOf(index - left, leaves.slice(left)), rootOf(leaves.slice(0, left))];
}

const half = (count: number): number => 2 ** Math.floor(Math.log2(count - 1));

export const textOf = (origin: string, size: number, root: Uint8Array): string =>
  `${origin}\n${size}\n${base64(root)}\n`;

/** Types are those of C2SP: 1 signs notes, 4 and 6 cosign with Ed25519 and ML-DSA-44. */
export function signerOf(name: string, type: 1 | 4 | 6, seed: number): TestSigner {
  const secret = new Uint8Array(32).fill(seed);
  const pair = type === 6 ? ml_dsa44.keygen(secret) : ed25519.keygen(secret);
  const id = sha256(join(utf8(`${name}\n`), [type], pair.publicKey)).slice(0, 4);
  const idText = Array.from(id, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    key: `${name}+${idText}+${base64(join([type], pair.publicKey))}`,
    line: (origin, size, root, seconds) => {
      const text = utf8(textOf(origin, size, root));
      const cosigned = join(utf8(`cosignature/v1\ntime ${seconds}\n`), text);
      const subtree = join(
        ...[utf8("subtree/v1\n\0"), [name.length], utf8(name), uint64(seconds)],
        ...[[origin.length], utf8(origin), uint64(0), uint64(size), root],
      );
      const value =
        type === 6
          ? ml_dsa44.sign(subtree, pair.secretKey, { extraEntropy: false })
          : ed25519.sign(type === 1 ? text : cosigned, pair.secretKey);
      return `— ${name} ${base64(join(id, type === 1 ? [] : uint64(seconds), value))}\n`;
    },
  };
}

/** The head of a log, signed. */
export function noteOf(
  origin: string,
  leaves: readonly Uint8Array[],
  signers: readonly TestSigner[],
  seconds: number,
): string {
  const root = rootOf(leaves);
  const lines = signers.map((signer) => signer.line(origin, leaves.length, root, seconds));
  return `${textOf(origin, leaves.length, root)}\n${lines.join("")}`;
}

export const proofOf = (index: number, leaves: readonly Uint8Array[], note: string): string =>
  `c2sp.org/tlog-proof@v1\nindex ${index}\n${pathOf(index, leaves)
    .map((hash) => `${base64(hash)}\n`)
    .join("")}\n${note}`;
