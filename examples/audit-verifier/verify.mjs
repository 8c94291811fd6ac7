// An auditor who shares no code with SkyLink: does something that must be noted, has it proven, verifies the whole log
// over HTTP, compares it with what the witness saw, and sees each change of a copy. A deviation ends with exit code 1.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from '../shared/http.mjs';
import { Operator } from '../shared/operator.mjs';
import { Transcript } from '../shared/transcript.mjs';
import { verifyLog } from './dist/log.mjs';
import { openCheckpoint } from './dist/notes.mjs';
import { verifyProof } from './dist/proof.mjs';

const API = `${process.env.SKYLINK_URL ?? 'http://127.0.0.1:7080'}/api/v1`;
const WITNESS = process.env.SKYLINK_WITNESS_URL ?? 'http://127.0.0.1:7090';
const PATIENCE_MILLISECONDS = 30_000;

const transcript = new Transcript();
const operator = Operator.fromEnvironment();

await transcript.run(async () => {
  transcript.expect(operator !== null, 'there is an operator to ask as (SKYLINK_OPERATOR)');
  const trust = await json('audit/trust');
  transcript.chapter('One entry, proven');
  const entry = await noted(trust);
  const bytes = Buffer.from(entry.entry, 'base64');
  const proof = text(await read(`entries/${entry.number}/proof`));
  const proven = verifyProof(proof, bytes, trust);
  transcript.expect(proven.index === entry.number, `entry ${entry.number} (${entry.action}) is in the log of ${proven.checkpoint.size}`);
  offline(proof, bytes, trust);
  refuses('another entry', () => verifyProof(proof, changed(bytes, 20), trust));
  refuses('another place', () => verifyProof(proof.replace(/^index .*$/m, `index ${entry.number ^ 1}`), bytes, trust));
  refuses('another size', () => verifyProof(proof.replace(/^(\d+)$/m, (size) => `${Number(size) + 1}`), bytes, trust));
  refuses('a log without its witness', () => verifyProof(proof.replace(/^— skylink\.local\/witness .*\n/gm, ''), bytes, trust));

  transcript.chapter('The whole log');
  const copy = new Map();
  const report = await verifyLog(remembering(copy), trust);
  transcript.expect(report.isIntact, `all ${report.checkpoint.size} entries lead to the signed root`, report);
  const seen = openCheckpoint(text(await answer(`${WITNESS}/checkpoint/${trust.origin}`)), trust);
  transcript.expect(seen.size >= report.checkpoint.size, `the witness has seen as much (${seen.size})`, seen);
  if (seen.size === report.checkpoint.size) {
    transcript.expect(Buffer.from(seen.root).equals(report.checkpoint.root), 'the witness has seen the same root');
  }

  transcript.chapter('A copy that somebody changed');
  await expectNamed(copy, trust, 'tile/entries/000', 13, { leaf: 0 });
  await expectNamed(copy, trust, 'tile/0/000', 5, { tile: pathIn(copy, 'tile/0/000') });
  const gone = new Map(copy);
  gone.delete(pathIn(copy, 'tile/entries/000'));
  const missing = await verifyLog(async (path) => gone.get(path), trust);
  transcript.expect(missing.leaf === 0, 'entries that are gone are missed', missing);
  const unsigned = new Map(copy).set('checkpoint', changed(copy.get('checkpoint'), trust.origin.length + 1));
  await verifyLog(async (path) => unsigned.get(path), trust).then(
    () => transcript.expect(false, 'a checkpoint of another size is refused'),
    (error) => transcript.expect(true, `a checkpoint of another size is refused: ${error.message}`));
});

/** What the operator just did, once the witness has cosigned a head that covers it. */
async function noted(trust) {
  const before = (await json('audit/status')).size;
  await operator.payIn(crypto.randomUUID(), 1);
  for (const started = performance.now(); performance.now() - started < PATIENCE_MILLISECONDS; await pause(200)) {
    const { items } = await json('audit/entries?service=settle.ledger&limit=1');
    const { witnesses } = await json('audit/status');
    if (items[0]?.number >= before && witnesses.every(({ size }) => size > items[0].number)) {
      return items[0];
    }
  }

  throw new Error(`nothing was noted and cosigned (${trust.origin})`);
}

/** The same check as a program of its own, on files alone. */
function offline(proof, bytes, trust) {
  const folder = mkdtempSync(join(tmpdir(), 'audit-verifier-'));
  try {
    const files = ['proof', 'entry', 'trust'].map((name) => join(folder, name));
    [proof, bytes, JSON.stringify(trust)].forEach((content, i) => writeFileSync(files[i], content));
    const said = execFileSync(process.execPath, ['dist/check-proof.mjs', ...files], { encoding: 'utf8' });
    transcript.expect(said.startsWith('Entry '), 'the files alone are enough', said);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function refuses(what, check) {
  let why;
  try {
    check();
  } catch (error) {
    why = error.message;
  }

  transcript.expect(why !== undefined, `${what} is refused: ${why}`);
}

async function expectNamed(copy, trust, path, at, expected) {
  const name = pathIn(copy, path);
  const other = new Map(copy).set(name, changed(copy.get(name), at));
  const report = await verifyLog(async (wanted) => other.get(wanted), trust);
  const [[what, value]] = Object.entries(expected);
  transcript.expect(!report.isIntact && report[what] === value, `one bit in ${name}: ${what} ${value} is named`, report);
}

/** A tile may be partial. */
function pathIn(copy, path) {
  return [...copy.keys()].find((name) => name === path || name.startsWith(`${path}.p/`));
}

function remembering(copy) {
  return async (path) => {
    const bytes = await read(path);
    copy.set(path, bytes);
    return bytes;
  };
}

function changed(bytes, at) {
  const other = Uint8Array.from(bytes);
  other[at] ^= 1;
  return other;
}

function text(bytes) {
  return new TextDecoder().decode(bytes);
}

async function read(path) {
  return answer(`${API}/audit/${path}`, await operator.headers());
}

async function json(path) {
  return JSON.parse(text(await answer(`${API}/${path}`, await operator.headers())));
}

/** Undefined for what is not there. */
async function answer(url, headers = {}) {
  const got = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
  if (got.status !== 200 && got.status !== 404) {
    throw new Error(`${url} answered ${got.status}`);
  }

  return got.status === 200 ? new Uint8Array(await got.arrayBuffer()) : undefined;
}
