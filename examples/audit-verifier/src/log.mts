// A whole log, C2SP tlog-tiles: every entry is hashed, every tile compared, and what is wrong has a name.

import { areSame } from './bytes.mjs';
import { type Checkpoint, openCheckpoint, type Trust } from './notes.mjs';
import { HASH_SIZE, leafHash, parseBundle, rootOf, TILE_WIDTH, tilePath } from './tree.mjs';

/** Reads a file of the log, "checkpoint" or "tile/…"; undefined where there is none. */
export type Read = (path: string) => Promise<Uint8Array | undefined>;

export interface Report {
  checkpoint: Checkpoint;
  isIntact: boolean;
  /** The first entry that is missing or not the one that was signed. */
  leaf?: number;
  /** The tile that holds its hash, or that is itself wrong. */
  tile?: string;
}

/** Throws where the checkpoint is not to be believed; says otherwise what is wrong below it. */
export async function verifyLog(read: Read, trust: Trust): Promise<Report> {
  const note = await read('checkpoint');
  if (!note) {
    throw new Error('the log has no checkpoint');
  }

  const checkpoint = openCheckpoint(new TextDecoder('utf-8', { fatal: true }).decode(note), trust);
  const { size, root } = checkpoint;
  const stored = await readTree(read, size);
  const isStoredRight = stored.wrong === undefined && areSame(rootOf(stored.leaves), root);
  const hashes: Uint8Array[] = [];
  let leaf: number | undefined;
  for (let index = 0; index * TILE_WIDTH < size && leaf === undefined; index++) {
    const { path, width } = tilePath('entries', index, size);
    const entries = parseBundle((await read(path)) ?? new Uint8Array(), width);
    for (const entry of entries ?? []) {
      hashes.push(leafHash(entry));
    }

    leaf = entries ? differing(hashes, stored.leaves, index * TILE_WIDTH) : index * TILE_WIDTH;
  }

  if (leaf === undefined && isStoredRight) {
    return { checkpoint, isIntact: true };
  }

  // The entries alone may be right, and then it is a tile that is not.
  if (hashes.length === size && areSame(rootOf(hashes), root)) {
    const tile = stored.wrong ?? tilePath(0, Math.floor((leaf ?? 0) / TILE_WIDTH), size).path;
    return { checkpoint, isIntact: false, tile };
  }

  if (leaf === undefined) {
    throw new Error('neither entries nor tiles lead to the signed root');
  }

  return { checkpoint, isIntact: false, leaf, tile: tilePath(0, Math.floor(leaf / TILE_WIDTH), size).path };
}

function differing(hashes: Uint8Array[], stored: Uint8Array[], from: number): number | undefined {
  for (let i = from; i < hashes.length; i++) {
    if (!areSame(hashes[i], stored[i])) {
      return i;
    }
  }

  return undefined;
}

/** The hashes of all leaves as the tiles have them, and the first tile that is missing or does not fit those above. */
async function readTree(read: Read, size: number): Promise<{ leaves: Uint8Array[]; wrong?: string }> {
  let wrong: string | undefined;
  const levels: Uint8Array[][] = [];
  for (let level = 0; Math.floor(size / TILE_WIDTH ** level) > 0; level++) {
    const hashes: Uint8Array[] = [];
    for (let index = 0; index * TILE_WIDTH < Math.floor(size / TILE_WIDTH ** level); index++) {
      const { path, width } = tilePath(level, index, size);
      const bytes = (await read(path)) ?? new Uint8Array();
      if (bytes.length !== width * HASH_SIZE) {
        wrong ??= path;
      }

      for (let i = 0; i < width; i++) {
        hashes.push(bytes.slice(i * HASH_SIZE, (i + 1) * HASH_SIZE));
      }
    }

    const below = levels.at(-1);
    for (let i = 0; below && i < hashes.length; i++) {
      if (!areSame(rootOf(below.slice(i * TILE_WIDTH, (i + 1) * TILE_WIDTH)), hashes[i])) {
        wrong ??= tilePath(level - 1, i, size).path;
      }
    }

    levels.push(hashes);
  }

  return wrong === undefined ? { leaves: levels[0] ?? [] } : { leaves: levels[0] ?? [], wrong };
}
