import { useMemo } from 'react';

/** Idempotency keys: the api runs a request with a known key only once. */

const VERSION_BYTE = 6;
const VARIANT_BYTE = 8;

/**
 * A random UUID (RFC 9562, version 4). `crypto.randomUUID` would do, but browsers offer it on https and
 * on localhost only, and the console also runs on plain http within a company's own network.
 */
export const newUuid = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, position) => {
    if (position === VERSION_BYTE) return (byte & 0x0f) | 0x40;
    return position === VARIANT_BYTE ? (byte & 0x3f) | 0x80 : byte;
  })
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** The value of `Idempotency-Key` for a request that is made once. */
const newIdempotencyKey = (): string => newUuid();

interface IdempotencyKeys {
  /** The same content gets the same key, so that submitting again after a failure is a retry. */
  keyFor: (content: unknown) => string;
  /** The request has succeeded: the next one gets a new key, even with the same content. */
  renew: () => void;
}

/**
 * The keys of a form that creates something: one for each content, until a request has succeeded.
 */
export const useIdempotencyKeys = (): IdempotencyKeys => useMemo(createIdempotencyKeys, []);

const createIdempotencyKeys = (): IdempotencyKeys => {
  let last: { content: string; key: string } | undefined;
  return {
    keyFor: (content) => {
      const text = JSON.stringify(content);
      if (last?.content !== text) last = { content: text, key: newIdempotencyKey() };
      return last.key;
    },
    renew: () => {
      last = undefined;
    },
  };
};
