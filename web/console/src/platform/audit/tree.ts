import { hashOfNode, type Bytes } from "./hashing";

/** One step on the way from a leaf to the root. */
export interface Level {
  /** Where the hash that the proof gives stands. */
  side: "left" | "right";
  /** The entries that this hash is over: from the first up to, and without, the end. */
  first: number;
  end: number;
}

/** The steps from the leaf up, as the shape of the tree asks for them (RFC 6962 section 2.1). */
export function levelsOf(index: number, size: number): Level[] {
  const levels: Level[] = [];
  let [first, end] = [0, size];
  while (end - first > 1) {
    const middle = first + splitOf(end - first);
    if (index < middle) {
      levels.unshift({ side: "right", first: middle, end });
      end = middle;
    } else {
      levels.unshift({ side: "left", first, end: middle });
      first = middle;
    }
  }
  return levels;
}

/** How many leaves the left part has: the largest power of two that leaves something for the right one. */
function splitOf(count: number): number {
  let left = 1;
  while (left * 2 < count) left *= 2;
  return left;
}

/** The hashes on the way: of the leaf, of each node above it, the root last. As many siblings as levels are needed. */
export async function climb(leaf: Bytes, levels: readonly Level[], siblings: readonly Bytes[]): Promise<Bytes[]> {
  const way = [leaf];
  let hash = leaf;
  for (const [at, { side }] of levels.entries()) {
    const sibling = siblings[at] as Bytes;
    hash = side === "left" ? await hashOfNode(sibling, hash) : await hashOfNode(hash, sibling);
    way.push(hash);
  }
  return way;
}
