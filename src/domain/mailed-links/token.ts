import { timingSafeEqual } from 'node:crypto';
import { deriveKey, hashToken, hmacBase64Url, type EncryptionKey } from '../shared/secrets.ts';

/**
 * The tokens of links that are mailed. Derived, not stored: the activity that sends the mail derives the
 * token again, so neither Temporal nor the database contains it (ADR 0016). Only its hash is stored.
 */

export interface LinkTokens<Subject> {
  derive: (keys: readonly EncryptionKey[], subject: Subject) => string;
  /** The token of a stored hash, derived with each key. Undefined if its key was removed. */
  recover: (
    keys: readonly EncryptionKey[],
    subject: Subject,
    tokenHash: Buffer,
  ) => string | undefined;
}

interface LinkTokensInput<Subject> {
  prefix: string;
  purpose: string;
  /** Names one link: no other link of this purpose has the same text. */
  nameOf: (subject: Subject) => string;
}

export const linkTokens = <Subject>({
  prefix,
  purpose,
  nameOf,
}: LinkTokensInput<Subject>): LinkTokens<Subject> => {
  const tokenUnder = (key: EncryptionKey, subject: Subject): string =>
    `${prefix}_${hmacBase64Url(deriveKey(key, purpose), nameOf(subject))}`;
  return {
    derive: ([key], subject) => {
      if (!key) throw new Error('no encryption key configured');
      return tokenUnder(key, subject);
    },
    recover: (keys, subject, tokenHash) =>
      keys
        .map((key) => tokenUnder(key, subject))
        .find((token) => timingSafeEqual(hashToken(token), tokenHash)),
  };
};
