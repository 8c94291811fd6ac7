// Merkle logs, signed notes, cosignatures and proofs of C2SP, from their specifications, on @noble's primitives.
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js'
import { bytes, hex, serve } from './serve.mjs'

const utf8 = (text) => new TextEncoder().encode(text)
const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]))
const base64 = (data) => Buffer.from(data).toString('base64')

function unbase64(text) {
  const data = new Uint8Array(Buffer.from(text, 'base64'))
  if (base64(data) !== text) throw new Error('not canonical base64')
  return data
}

function uint64(number) {
  const data = Buffer.alloc(8)
  data.writeBigUInt64BE(BigInt(number))
  return data
}

// RFC 6962 section 2.1, as it defines the tree: by recursion.
const leaf = (entry) => sha256(join([0], entry))
const node = (left, right) => sha256(join([1], left, right))

function split(count) {
  let left = 1
  while (left * 2 < count) left *= 2
  return left
}

function rootOf(leaves) {
  if (leaves.length === 0) return sha256(new Uint8Array())
  if (leaves.length === 1) return leaves[0]
  const left = split(leaves.length)
  return node(rootOf(leaves.slice(0, left)), rootOf(leaves.slice(left)))
}

function pathOf(index, leaves) {
  if (leaves.length <= 1) return []
  const left = split(leaves.length)
  return index < left
    ? [...pathOf(index, leaves.slice(0, left)), rootOf(leaves.slice(left))]
    : [...pathOf(index - left, leaves.slice(left)), rootOf(leaves.slice(0, left))]
}

function subproof(older, leaves, isWhole) {
  if (older === leaves.length) return isWhole ? [] : [rootOf(leaves)]
  const left = split(leaves.length)
  return older <= left
    ? [...subproof(older, leaves.slice(0, left), isWhole), rootOf(leaves.slice(left))]
    : [...subproof(older - left, leaves.slice(left), false), rootOf(leaves.slice(0, left))]
}

// The root that a path leads to: the tree's shape says on which side each hash stands.
function climb(hash, index, size, path) {
  if (size === 1n) {
    if (path.length > 0) throw new Error('path too long')
    return hash
  }
  if (path.length === 0) throw new Error('path too short')
  let left = 1n
  while (left * 2n < size) left *= 2n
  const [below, last] = [path.slice(0, -1), path.at(-1)]
  return index < left
    ? node(climb(hash, index, left, below), last)
    : node(last, climb(hash, index - left, size - left, below))
}

const keyId = (name, type, raw) => sha256(join(utf8(name), [10, type], raw)).slice(0, 4)

function parseKey(text) {
  const [, name, id, key] = /^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/.exec(text)
  const [type, ...raw] = unbase64(key)
  const known = { name, id, type, raw: Uint8Array.from(raw) }
  if (hex(keyId(name, type, known.raw)) !== id) throw new Error('wrong key id')
  return known
}

function parseCheckpoint(text) {
  const [, origin, size, root] = /^([^\n]+)\n(0|[1-9][0-9]*)\n([^\n]{44})\n(?:[^\n]+\n)*$/.exec(text)
  return { origin, size: BigInt(size), root: unbase64(root) }
}

function messageOf(type, name, text, time) {
  if (type === 1) return utf8(text)
  if (type === 4) return utf8(`cosignature/v1\ntime ${time}\n${text}`)
  const { origin, size, root } = parseCheckpoint(text)
  const [cosigner, log] = [utf8(name), utf8(origin)]
  return join(
    utf8('subtree/v1\n\0'), [cosigner.length], cosigner, uint64(time), [log.length], log, uint64(0), uint64(size), root)
}

function isSigned(key, text, data) {
  const value = key.type === 1 ? data.slice(4) : data.slice(12)
  const time = key.type === 1 ? 0 : Buffer.from(data.slice(4, 12)).readBigUInt64BE()
  const message = messageOf(key.type, key.name, text, time)
  return key.type === 6 ? ml_dsa44.verify(value, message, key.raw) : ed25519.verify(value, message, key.raw)
}

function parseNote(note) {
  const end = note.lastIndexOf('\n\n')
  const lines = note.slice(end + 2).split('\n').slice(0, -1)
  const signatures = lines.map((line) => /^— (\S+) (\S+)$/.exec(line)).map(([, name, data]) => ({ name, data: unbase64(data) }))
  return { text: note.slice(0, end + 1), signatures }
}

/** Names of those keys that have signed; throws where a known key's signature is wrong. */
function signersOf(note, keys) {
  const { text, signatures } = parseNote(note)
  const names = new Set()
  for (const { name, data } of signatures) {
    const key = keys.find((known) => known.name === name && known.id === hex(data.slice(0, 4)))
    if (!key) continue
    if (!isSigned(key, text, data)) throw new Error(`wrong signature of ${name}`)
    names.add(name)
  }
  return names
}

await serve({
  root: ({ entries }) => hex(rootOf(entries.map((entry) => leaf(bytes(entry))))),
  inclusion: ({ entries, index }) => pathOf(index, entries.map((entry) => leaf(bytes(entry)))).map(hex),
  consistency: ({ entries, older }) => subproof(older, entries.map((entry) => leaf(bytes(entry))), true).map(hex),

  sign({ type, name, seed, text, time }) {
    const pair = type === 6 ? ml_dsa44.keygen(bytes(seed)) : { secretKey: bytes(seed), publicKey: ed25519.getPublicKey(bytes(seed)) }
    const message = messageOf(type, name, text, time)
    const value = type === 6 ? ml_dsa44.sign(message, pair.secretKey) : ed25519.sign(message, pair.secretKey)
    const id = keyId(name, type, pair.publicKey)
    return {
      key: `${name}+${hex(id)}+${base64(join([type], pair.publicKey))}`,
      line: `— ${name} ${base64(join(id, type === 1 ? [] : uint64(time), value))}`,
    }
  },

  signers: ({ note, keys }) => [...signersOf(note, keys.map(parseKey))].sort(),

  verifyProof({ proof, entry, logKey, witnesses, quorum }) {
    const end = proof.indexOf('\n\n')
    const [header, ...lines] = proof.slice(0, end).split('\n')
    if (header !== 'c2sp.org/tlog-proof@v1') return false
    if (lines[0].startsWith('extra ')) lines.shift()
    const index = BigInt(/^index (0|[1-9][0-9]*)$/.exec(lines.shift())[1])
    const note = proof.slice(end + 2)
    const { size, root } = parseCheckpoint(parseNote(note).text)
    return signersOf(note, [parseKey(logKey)]).size === 1
      && signersOf(note, witnesses.map(parseKey)).size >= quorum
      && index < size
      && hex(climb(leaf(bytes(entry)), index, size, lines.map(unbase64))) === hex(root)
  },
})
