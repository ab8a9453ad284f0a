import { timingSafeEqual } from 'node:crypto';
import { deriveKey, hashToken, hmacBase64Url, type EncryptionKey } from '../shared/secrets.ts';

/** The token of an invitation that goes out by mail. Only its hash is stored, as for every other token. */

export const INVITATION_PREFIX = 'rli';

/** The token travels in the fragment, which browsers send to nobody. */
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
 * Derived, not stored: what sends the mail, later and in another process, makes it again, and neither
 * Temporal nor the database ever holds it (ADR 0016).
 */
export const invitationToken = (keys: readonly EncryptionKey[], subject: TokenSubject): string => {
  const [key] = keys;
  if (!key) throw new Error('no encryption key configured');
  return tokenUnder(key, subject);
};

/** The token whose hash was stored, under whichever key it was made; undefined if that key is gone. */
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
