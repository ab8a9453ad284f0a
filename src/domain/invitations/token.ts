import { timingSafeEqual } from 'node:crypto';
import { deriveKey, hashToken, hmacBase64Url, type EncryptionKey } from '../shared/secrets.ts';

/** The token of an invitation. Only its hash is stored. */

export const INVITATION_PREFIX = 'rli';

/** The token is in the URL fragment, which browsers don't send to servers. */
export const invitationUrl = (publicUrl: string, token: string): string =>
  `${new URL(publicUrl).origin}/invitation#${token}`;

interface TokenSubject {
  companyId: number;
  userId: number;
  /** Names one link of this user. */
  issueId: string;
}

const PURPOSE = 'relais invitation';

/**
 * Derived, not stored: the activity that sends the mail derives it again, so neither Temporal nor the
 * database contains it (ADR 0016).
 */
export const invitationToken = (keys: readonly EncryptionKey[], subject: TokenSubject): string => {
  const [key] = keys;
  if (!key) throw new Error('no encryption key configured');
  return tokenUnder(key, subject);
};

/** The token of a stored hash, derived with each key. Undefined if its key was removed. */
export const recoverInvitationToken = (
  keys: readonly EncryptionKey[],
  subject: TokenSubject,
  tokenHash: Buffer,
): string | undefined =>
  keys
    .map((key) => tokenUnder(key, subject))
    .find((token) => timingSafeEqual(hashToken(token), tokenHash));

const tokenUnder = (key: EncryptionKey, { companyId, userId, issueId }: TokenSubject): string =>
  `${INVITATION_PREFIX}_${hmacBase64Url(deriveKey(key, PURPOSE), `${companyId}/${userId}/${issueId}`)}`;
