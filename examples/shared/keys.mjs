// A participant's two key pairs: Ed25519 to sign with, X25519 to prove itself to the registry.

import { createDecipheriv, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';

const X25519_PREFIX = Buffer.from('302a300506032b656e032100', 'hex'); // SubjectPublicKeyInfo of X25519
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex'); // and of Ed25519

/** Fresh keys. `secret` is seed and public key in base64, the form that libsodium signs with. */
export function makeKeys(keyId) {
  const signing = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const encryption = generateKeyPairSync('x25519').privateKey;
  const raw = (text) => Buffer.from(text, 'base64url');
  return {
    keyId,
    secret: Buffer.concat([raw(signing.d), raw(signing.x)]).toString('base64'),
    signingPublicKey: raw(signing.x).toString('base64'),
    encryptionPublicKey: createPublicKey(encryption).export({ format: 'der', type: 'spki' }).toString('base64'),
    encryption,
  };
}

/** The registry's challenge: AES-256-ECB under the X25519 secret shared with the registry's public key. */
export function answerChallenge(challenge, encryption, registryKey) {
  const secret = diffieHellman({ privateKey: encryption, publicKey: readKey(registryKey, X25519_PREFIX) });
  const cipher = createDecipheriv('aes-256-ecb', secret, null);
  return Buffer.concat([cipher.update(challenge, 'base64'), cipher.final()]).toString('utf8');
}

export const ed25519Key = (base64) => readKey(base64, ED25519_PREFIX);

/** Keys travel raw (32 bytes) or as SubjectPublicKeyInfo. */
function readKey(base64, prefix) {
  const bytes = Buffer.from(base64, 'base64');
  return createPublicKey({ key: bytes.length === 32 ? Buffer.concat([prefix, bytes]) : bytes, format: 'der', type: 'spki' });
}
