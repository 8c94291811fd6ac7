// Signs with the network's published SDK; verifies by itself, because the SDK looks at no times.

import { createHash, verify } from 'node:crypto';
import sdk from 'ondc-crypto-sdk-nodejs';
import { ed25519Key } from './keys.mjs';

const CLOCK_SKEW_SECONDS = 5;

/** The Authorization header over the very bytes that are sent. */
export function sign(body, subscriberId, keys, { created = nowSeconds(), expires = created + 300 } = {}) {
  return sdk.createAuthorizationHeader({
    body,
    privateKey: keys.secret,
    subscriberId,
    subscriberUniqueKeyId: keys.keyId,
    created: String(created),
    expires: String(expires),
  });
}

/** Who says to have signed; null if the header cannot be read. */
export function readHeader(header) {
  const parts = Object.fromEntries([...(header ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const [subscriberId, keyId, algorithm] = (parts.keyId ?? '').split('|');
  return algorithm === 'ed25519' && parts.signature
    ? { subscriberId, keyId, created: Number(parts.created), expires: Number(parts.expires), signature: parts.signature }
    : null;
}

/** Why the signature is not valid, or null when it is. */
export function faultOf(header, body, publicKey, now = nowSeconds()) {
  const read = readHeader(header);
  if (!read) {
    return 'the header cannot be read';
  }

  if (read.created > now + CLOCK_SKEW_SECONDS || read.expires <= now) {
    return `not valid now: ${read.created} to ${read.expires}`;
  }

  const digest = createHash('blake2b512').update(body).digest('base64');
  const signed = `(created): ${read.created}\n(expires): ${read.expires}\ndigest: BLAKE-512=${digest}`;
  return verify(null, Buffer.from(signed), ed25519Key(publicKey), Buffer.from(read.signature, 'base64'))
    ? null
    : 'the signature does not fit the bytes';
}

export const nowSeconds = () => Math.floor(Date.now() / 1000);
