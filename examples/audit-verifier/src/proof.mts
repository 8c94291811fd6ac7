// One entry's proof, C2SP tlog-proof: checked offline, with nothing but the file, the entry and the keys.

import { fromBase64 } from './bytes.mjs';
import { type Checkpoint, openCheckpoint, type Trust } from './notes.mjs';
import { isIncluded, leafHash } from './tree.mjs';

const HEADER = 'c2sp.org/tlog-proof@v1';

/** Where the entry stands, and in which log; throws where the proof does not hold. */
export function verifyProof(text: string, entry: Uint8Array, trust: Trust): { index: number; checkpoint: Checkpoint } {
  const end = text.indexOf('\n\n');
  const [header, ...lines] = text.slice(0, end).split('\n');
  if (header !== HEADER) {
    throw new Error('this is no proof');
  }

  if (lines[0]?.startsWith('extra ')) {
    lines.shift(); // Not authenticated, and not needed.
  }

  const [, digits] = /^index (0|[1-9][0-9]*)$/.exec(lines.shift() ?? '') ?? [];
  const index = Number(digits);
  if (!Number.isSafeInteger(index)) {
    throw new Error('the proof does not say which entry it is about');
  }

  const checkpoint = openCheckpoint(text.slice(end + 2), trust);
  if (!isIncluded(leafHash(entry), index, checkpoint.size, checkpoint.root, lines.map(fromBase64))) {
    throw new Error('the proof does not lead from the entry to the signed root');
  }

  return { index, checkpoint };
}
