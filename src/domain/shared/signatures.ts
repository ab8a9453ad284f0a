import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../errors.ts';

/**
 * Standard Webhooks 1.0.0, symmetric signatures: `v1,<base64 of HMAC-SHA256(secret, id.timestamp.body)>`.
 * The body is signed as the bytes that are sent. A text is signed as UTF-8, as HTTP clients send it.
 * Source: standard-webhooks/spec/standard-webhooks.md, "Signature scheme" and "Webhook headers".
 */

export type SignatureHeaders = Record<
  'webhook-id' | 'webhook-timestamp' | 'webhook-signature',
  string
>;

const PREFIX = 'whsec_';
const SECRET_SIZE_MIN_BYTES = 24;
const SECRET_SIZE_MAX_BYTES = 64;
const NEW_SECRET_SIZE_BYTES = 32;
export const SIGNATURE_TOLERANCE_SECONDS = 5 * 60;
/** More signatures than any rotation sends. Later ones are not compared. */
const SIGNATURE_COUNT_MAX = 10;

export const newWebhookSecret = (): string =>
  `${PREFIX}${randomBytes(NEW_SECRET_SIZE_BYTES).toString('base64')}`;

/** True for `whsec_` and the canonical base64 of 24 to 64 bytes, as the specification wants. */
export const isWebhookSecret = (secret: string): boolean => {
  if (!secret.startsWith(PREFIX)) return false;
  const encoded = secret.slice(PREFIX.length);
  const key = Buffer.from(encoded, 'base64');
  const isSized = key.length >= SECRET_SIZE_MIN_BYTES && key.length <= SECRET_SIZE_MAX_BYTES;
  return isSized && key.toString('base64') === encoded;
};

/**
 * The three headers of a message. Several secrets give several signatures, separated by spaces: the
 * receiver accepts any of them, so a secret can be replaced without a pause.
 * Errors: `internal` for an id with a dot or a space (it could move the borders of what is signed), for
 * a short secret and for none.
 */
export const signStandardWebhook = (
  secrets: string | readonly string[],
  id: string,
  timestampSeconds: number,
  body: Uint8Array | string,
): SignatureHeaders => {
  const all = typeof secrets === 'string' ? [secrets] : secrets;
  if (all.length === 0) throw new AppError('internal', 'a message needs a secret');
  if (!MESSAGE_ID.test(id)) throw new AppError('internal', 'the message id can not be signed');
  if (!Number.isSafeInteger(timestampSeconds) || timestampSeconds < 0) {
    throw new AppError('internal', 'the timestamp is not in whole seconds');
  }
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': all
      .map((secret) => signatureOf(keyOf(secret), id, String(timestampSeconds), body))
      .join(' '),
  };
};

export type Verification =
  | { kind: 'verified'; id: string; timestampSeconds: number }
  | { kind: 'refused'; reason: 'header_missing' | 'timestamp_refused' | 'signature_wrong' };

export interface VerifyInput {
  secrets: readonly string[];
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array | string;
  now: Date;
}

/** Every secret is compared with every signature, equal or not: the time does not tell which one fits. */
export const verifyStandardWebhook = ({
  secrets,
  headers,
  body,
  now,
}: VerifyInput): Verification => {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (!id || !timestamp || !signatures) return { kind: 'refused', reason: 'header_missing' };
  const ageSeconds = Math.floor(now.getTime() / 1000) - Number(timestamp);
  if (!TIMESTAMP.test(timestamp) || Math.abs(ageSeconds) > SIGNATURE_TOLERANCE_SECONDS) {
    return { kind: 'refused', reason: 'timestamp_refused' };
  }
  const given = signatures.split(' ').slice(0, SIGNATURE_COUNT_MAX);
  const matchCount = secrets
    .map((secret) => signatureOf(keyOf(secret), id, timestamp, body))
    .flatMap((expected) => given.map((one) => areEqual(one, expected)))
    .filter(Boolean).length;
  return matchCount > 0 && MESSAGE_ID.test(id)
    ? { kind: 'verified', id, timestampSeconds: Number(timestamp) }
    : { kind: 'refused', reason: 'signature_wrong' };
};

/** Visible ASCII without a dot: the dot separates the parts of what is signed. */
const MESSAGE_ID = /^[!-\-/-~]{1,256}$/;
const TIMESTAMP = /^(?:0|[1-9]\d{0,14})$/;

const signatureOf = (
  key: Buffer,
  id: string,
  timestamp: string,
  body: Uint8Array | string,
): string =>
  `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;

/** Errors: `internal` for a key that is too short to protect anything. */
const keyOf = (secret: string): Buffer => {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const key = Buffer.from(encoded, 'base64');
  if (key.length < SECRET_SIZE_MIN_BYTES) throw new AppError('internal', 'the secret is too short');
  return key;
};

const areEqual = (given: string, expected: string): boolean => {
  const bytes = Buffer.from(given);
  const wanted = Buffer.from(expected);
  return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
};
