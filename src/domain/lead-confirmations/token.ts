import { timingSafeEqual } from 'node:crypto';
import { deriveKey, hashToken, hmacBase64Url, type EncryptionKey } from '../shared/secrets.ts';

/** The token that confirms an e-mail address. Only its hash is stored. */

export const CONFIRMATION_PREFIX = 'rlc';
export const CONFIRMATION_LIFETIME_SECONDS = 7 * 24 * 3600;
export const CONFIRMATION_PATH = '/api/public/leads/confirm';

/** Opening it changes nothing: mail scanners open links. The page has a button that confirms. */
export const confirmationUrl = (publicUrl: string, token: string): string =>
  `${new URL(publicUrl).origin}${CONFIRMATION_PATH}?token=${token}`;

interface TokenSubject {
  companyId: number;
  confirmationId: string;
}

const PURPOSE = 'relais lead confirmation';

/**
 * Derived, not stored: the activity that sends the mail derives it again, so neither Temporal nor the
 * database contains it (ADR 0016).
 */
export const confirmationToken = (
  keys: readonly EncryptionKey[],
  subject: TokenSubject,
): string => {
  const [key] = keys;
  if (!key) throw new Error('no encryption key configured');
  return tokenUnder(key, subject);
};

/** The token of a stored hash, derived with each key. Undefined if its key was removed. */
export const recoverConfirmationToken = (
  keys: readonly EncryptionKey[],
  subject: TokenSubject,
  tokenHash: Buffer,
): string | undefined =>
  keys
    .map((key) => tokenUnder(key, subject))
    .find((token) => timingSafeEqual(hashToken(token), tokenHash));

const tokenUnder = (key: EncryptionKey, { companyId, confirmationId }: TokenSubject): string =>
  `${CONFIRMATION_PREFIX}_${hmacBase64Url(deriveKey(key, PURPOSE), `${companyId}/${confirmationId}`)}`;
