// Bytes, and the one text that base64 has for them.

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export const areSame = (left: Uint8Array | undefined, right: Uint8Array | undefined): boolean =>
  left !== undefined && right !== undefined && Buffer.from(left).equals(Buffer.from(right));

export function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Padded, without blanks, unused bits zero; anything else is an error. */
export function fromBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  if (base64(bytes) !== text) {
    throw new Error('this is not base64 in its one form');
  }

  return bytes;
}

export function uint64(number: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(number);
  return new Uint8Array(bytes);
}
