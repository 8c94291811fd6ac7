// Tokens and thumbprints of jose, and canonical JSON as JavaScript itself sorts and prints.
import { calculateJwkThumbprint, CompactSign, compactVerify, importJWK } from 'jose'
import { ml_dsa44, ml_dsa65 } from '@noble/post-quantum/ml-dsa.js'
import { serve } from './serve.mjs'

const lattices = { 'ML-DSA-44': ml_dsa44, 'ML-DSA-65': ml_dsa65 }
const encode = (bytes) => Buffer.from(bytes).toString('base64url')
const decode = (text) => new Uint8Array(Buffer.from(text, 'base64url'))

/** jose of this Node.js has no ML-DSA: the parts are put together here, the signature is noble's. */
const signLattice = (jwk, header, payload) => {
  const signed = `${encode(JSON.stringify(header))}.${payload}`
  const { secretKey } = lattices[jwk.alg].keygen(decode(jwk.priv))
  return `${signed}.${encode(lattices[jwk.alg].sign(new TextEncoder().encode(signed), secretKey))}`
}

const verifyLattice = (jwk, token) => {
  const [header, payload, signature] = token.split('.')
  const signed = new TextEncoder().encode(`${header}.${payload}`)
  if (!lattices[jwk.alg].verify(decode(signature), signed, decode(jwk.pub))) throw new Error('signature')
  return { header: JSON.parse(Buffer.from(header, 'base64url')), payload }
}

const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`
}

await serve({
  thumbprint: ({ jwk }) => calculateJwkThumbprint(jwk),
  sign: async ({ jwk, header, payload }) =>
    jwk.kty === 'AKP'
      ? signLattice(jwk, header, payload)
      : new CompactSign(decode(payload)).setProtectedHeader(header).sign(await importJWK(jwk, header.alg)),
  verify: async ({ jwk, token, alg }) => {
    if (jwk.kty === 'AKP') return verifyLattice(jwk, token)
    const read = await compactVerify(token, await importJWK(jwk, alg), { algorithms: [alg] })
    return { header: read.protectedHeader, payload: encode(read.payload) }
  },
  canonical: ({ texts }) => texts.map((text) => canonical(JSON.parse(text))),
  numbers: ({ bits }) =>
    bits.map((text) => {
      const view = new DataView(new ArrayBuffer(8))
      view.setBigUint64(0, BigInt(`0x${text}`))
      return JSON.stringify(view.getFloat64(0))
    }),
})
