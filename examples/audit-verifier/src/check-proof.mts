// node dist/check-proof.mjs FILE.tlog-proof ENTRY TRUST: offline; exit code 1 where the proof does not hold.

import { readFileSync } from 'node:fs';
import type { Trust } from './notes.mjs';
import { verifyProof } from './proof.mjs';

const [proof, entry, trust] = process.argv.slice(2);
if (proof === undefined || entry === undefined || trust === undefined) {
  console.error('usage: node dist/check-proof.mjs FILE.tlog-proof ENTRY TRUST');
  process.exit(2);
}

try {
  const known = JSON.parse(readFileSync(trust, 'utf8')) as Trust;
  const { index, checkpoint } = verifyProof(readFileSync(proof, 'utf8'), readFileSync(entry), known);
  console.log(`Entry ${index} of ${checkpoint.origin}, which had ${checkpoint.size} entries.`);
} catch (error) {
  console.error(`WRONG: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
