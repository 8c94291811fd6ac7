// How many ML-DSA-44 signatures and verifications node makes per second, in one thread. Writes JSON.
import crypto from 'node:crypto'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(pathToFileURL(`${process.cwd()}/package.json`))
const messages = Array.from({ length: 64 }, (_, i) => Buffer.from(`message ${i}`))

function perSecond(call) {
  let best = 0
  for (let run = 0; run < 4; run++) {
    const started = process.hrtime.bigint()
    let count = 0
    while (Number(process.hrtime.bigint() - started) < 5e8) call(messages[count++ % messages.length], count - 1)
    best = Math.max(best, (count * 1e9) / Number(process.hrtime.bigint() - started))
  }
  return best
}

const speeds = []
try {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('ml-dsa-44')
  const raw = publicKey.export({ format: 'der', type: 'spki' })
  const signatures = messages.map((message) => crypto.sign(null, message, privateKey))
  speeds.push({
    name: `OpenSSL ${process.versions.openssl} in node`,
    sign: perSecond((message) => crypto.sign(null, message, privateKey)),
    verify: perSecond((message, i) => crypto.verify(null, message, publicKey, signatures[i % messages.length])),
    uncached: perSecond((message, i) =>
      crypto.verify(null, message, crypto.createPublicKey({ key: raw, format: 'der', type: 'spki' }), signatures[i % messages.length])),
  })
} catch {
  // Before node 24 there is none.
}

try {
  const { ml_dsa44 } = await import(pathToFileURL(require.resolve('@noble/post-quantum/ml-dsa.js')))
  const { publicKey, secretKey } = ml_dsa44.keygen()
  const signatures = messages.map((message) => ml_dsa44.sign(message, secretKey))
  const verify = perSecond((message, i) => ml_dsa44.verify(signatures[i % messages.length], message, publicKey))
  speeds.push({
    name: '@noble/post-quantum',
    sign: perSecond((message) => ml_dsa44.sign(message, secretKey)),
    verify,
    uncached: verify,
  })
} catch {
  // Its packages are not installed.
}

console.log(JSON.stringify(speeds))
