// Signed notes, checkpoints and cosignatures: C2SP signed-note, tlog-checkpoint, tlog-cosignature.

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';
import { areSame, concat, fromBase64, uint64, utf8 } from './bytes.mjs';

const ED25519 = 0x01;
const ED25519_COSIGNATURE = 0x04;
const ML_DSA_44_COSIGNATURE = 0x06;
const ID_SIZE = 4;
const TIME_SIZE = 8;

/** A verifier's key, name+id+key. */
export interface Key {
  name: string;
  id: Uint8Array;
  type: number;
  raw: Uint8Array;
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Uint8Array;
}

/** Whom to believe: what `skylink audit trust` saves. */
export interface Trust {
  origin: string;
  keys: string[];
  witnesses: string[];
}

export function parseKey(text: string): Key {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) {
    throw new Error(`no verifier's key: ${text.slice(0, 80)}`);
  }

  const bytes = fromBase64(encoded);
  const key = { name, id: new Uint8Array(Buffer.from(id, 'hex')), type: bytes[0] ?? 0, raw: bytes.slice(1) };
  const own = sha256(concat(utf8(`${name}\n`), bytes)).slice(0, ID_SIZE);
  if (!areSame(own, key.id)) {
    throw new Error(`the id of the key of ${name} is not its own`);
  }

  return key;
}

/**
 * Reads a checkpoint that the log and all of its witnesses have signed; throws where one is missing or wrong. What
 * strangers have signed is passed over.
 */
export function openCheckpoint(note: string, trust: Trust): Checkpoint {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const signed = verifiedNames(text, note.slice(end + 2), [...trust.keys, ...trust.witnesses].map(parseKey));
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== trust.origin) {
    throw new Error(`this is a checkpoint of ${checkpoint.origin}, not of ${trust.origin}`);
  }

  for (const name of new Set([trust.origin, ...trust.witnesses.map((key) => parseKey(key).name)])) {
    if (!signed.has(name)) {
      throw new Error(`${name} has not signed the checkpoint`);
    }
  }

  return checkpoint;
}

function verifiedNames(text: string, lines: string, keys: Key[]): Set<string> {
  const names = new Set<string>();
  for (const line of lines.split('\n').slice(0, -1)) {
    const [, name, encoded] = /^— ([^\s+]+) (\S+)$/.exec(line) ?? [];
    if (name === undefined || encoded === undefined) {
      throw new Error('what follows the text of the checkpoint is no signature');
    }

    const bytes = fromBase64(encoded);
    const key = keys.find((known) => known.name === name && areSame(known.id, bytes.slice(0, ID_SIZE)));
    if (key && !isSigned(text, key, bytes.slice(ID_SIZE))) {
      throw new Error(`a signature in the name of ${name} is not that key's`);
    }

    if (key) {
      names.add(name);
    }
  }

  return names;
}

function isSigned(text: string, key: Key, value: Uint8Array): boolean {
  if (key.type === ED25519) {
    return ed25519.verify(value, utf8(text), key.raw, { zip215: false });
  }

  const time = Buffer.from(value.slice(0, TIME_SIZE)).readBigUInt64BE();
  const signature = value.slice(TIME_SIZE);
  switch (key.type) {
    case ED25519_COSIGNATURE:
      return ed25519.verify(signature, utf8(`cosignature/v1\ntime ${time}\n${text}`), key.raw, { zip215: false });
    case ML_DSA_44_COSIGNATURE:
      return ml_dsa44.verify(signature, subtreeMessage(key.name, time, parseCheckpoint(text)), key.raw);
    default:
      throw new Error(`the key of ${key.name} is of a type that is not known here`);
  }
}

/** A checkpoint is the subtree from leaf 0. */
function subtreeMessage(cosigner: string, time: bigint, { origin, size, root }: Checkpoint): Uint8Array {
  return concat(
    utf8('subtree/v1\n\0'), sized(utf8(cosigner)), uint64(time), sized(utf8(origin)), uint64(0n), uint64(BigInt(size)),
    root);
}

const sized = (bytes: Uint8Array): Uint8Array => concat(Uint8Array.of(bytes.length), bytes);

function parseCheckpoint(text: string): Checkpoint {
  const [, origin, size, root] = /^([^\n]+)\n(0|[1-9][0-9]*)\n([^\n]{44})\n(?:[^\n]+\n)*$/.exec(text) ?? [];
  if (origin === undefined || root === undefined || !Number.isSafeInteger(Number(size))) {
    throw new Error('the signed text is no checkpoint');
  }

  return { origin, size: Number(size), root: fromBase64(root) };
}
