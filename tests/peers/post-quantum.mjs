// ML-DSA and ML-KEM of @noble/post-quantum.
import { ml_dsa44, ml_dsa65 } from '@noble/post-quantum/ml-dsa.js'
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js'
import { bytes, hex, serve } from './serve.mjs'

const sets = { 'ML-DSA-44': ml_dsa44, 'ML-DSA-65': ml_dsa65 }

await serve({
  publicKey: ({ set, seed }) => hex(sets[set].keygen(bytes(seed)).publicKey),
  sign: ({ set, seed, message, context }) =>
    hex(sets[set].sign(bytes(message), sets[set].keygen(bytes(seed)).secretKey, { context: bytes(context), extraEntropy: false })),
  verify: ({ set, key, message, context, signature }) =>
    sets[set].verify(bytes(signature), bytes(message), bytes(key), { context: bytes(context) }),
  encapsulate: ({ key, chance }) => {
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(bytes(key), bytes(chance))
    return { cipherText: hex(cipherText), sharedSecret: hex(sharedSecret) }
  },
  kemPublicKey: ({ seed }) => hex(ml_kem768.keygen(bytes(seed)).publicKey),
  decapsulate: ({ seed, cipherText }) => hex(ml_kem768.decapsulate(bytes(cipherText), ml_kem768.keygen(bytes(seed)).secretKey)),
})
