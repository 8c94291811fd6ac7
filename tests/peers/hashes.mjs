// Hashes of node, which are those of OpenSSL.
import { createHash } from 'node:crypto'
import { bytes, serve } from './serve.mjs'

const names = { 'SHA2-512/224': 'sha512-224', 'SHA2-512/256': 'sha512-256', 'SHAKE-128': 'shake128', 'SHAKE-256': 'shake256' }
const outputs = { 'SHAKE-128': 32, 'SHAKE-256': 64 }

await serve({
  hash: ({ name, message }) =>
    createHash(names[name] ?? name.toLowerCase().replace('sha2-', 'sha'), { outputLength: outputs[name] })
      .update(bytes(message))
      .digest('hex'),
})
