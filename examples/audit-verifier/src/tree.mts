// Merkle trees: RFC 6962 section 2.1, and the names of tiles of C2SP tlog-tiles.

import { sha256 } from '@noble/hashes/sha2.js';
import { areSame, concat } from './bytes.mjs';

export const TILE_WIDTH = 256;
export const HASH_SIZE = 32;

export const leafHash = (entry: Uint8Array): Uint8Array => sha256(concat(Uint8Array.of(0), entry));

export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(concat(Uint8Array.of(1), left, right));

/** The root over hashes of one level; the last of an odd number goes up alone. */
export function rootOf(hashes: Uint8Array[]): Uint8Array {
  let level = hashes;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i + 1 < level.length; i += 2) {
      above.push(nodeHash(level[i]!, level[i + 1]!));
    }

    level = level.length % 2 === 1 ? [...above, level.at(-1)!] : above;
  }

  return level[0] ?? sha256(new Uint8Array());
}

/** Whether hashes lead from a leaf to the root: none too many, none too few. */
export function isIncluded(
  leaf: Uint8Array, index: number, size: number, root: Uint8Array, path: Uint8Array[]): boolean {
  return index < size && areSame(climb(leaf, index, size, path), root);
}

/** From the top: the shape of the tree says on which side each hash stands. */
function climb(leaf: Uint8Array, index: number, size: number, path: Uint8Array[]): Uint8Array | undefined {
  if (size === 1 || path.length === 0) {
    return size === 1 && path.length === 0 ? leaf : undefined;
  }

  let left = 1;
  while (left * 2 < size) {
    left *= 2;
  }

  const [below, sibling] = [path.slice(0, -1), path.at(-1)!];
  const isLeft = index < left;
  const hash = climb(leaf, isLeft ? index : index - left, isLeft ? left : size - left, below);
  return hash && (isLeft ? nodeHash(hash, sibling) : nodeHash(sibling, hash));
}

/** "tile/0/x001/067.p/112"; as wide as a tree of so many leaves makes it. */
export function tilePath(level: number | 'entries', index: number, size: number): { path: string; width: number } {
  const hashes = Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level));
  const width = Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH);
  let name = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    name = `x${String(rest % 1000).padStart(3, '0')}/${name}`;
  }

  return { path: `tile/${level}/${name}${width === TILE_WIDTH ? '' : `.p/${width}`}`, width };
}

/** Entries, each after its size in two bytes; undefined unless there are exactly so many. */
export function parseBundle(bundle: Uint8Array, width: number): Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + 2 <= bundle.length) {
    const end = at + 2 + bundle[at]! * 256 + bundle[at + 1]!;
    if (end > bundle.length) {
      return undefined;
    }

    entries.push(bundle.slice(at + 2, end));
    at = end;
  }

  return at === bundle.length && entries.length === width ? entries : undefined;
}
