import {
  AccessToken,
  accessTokenContext,
  MailboxSecret,
  mailboxSecretContext,
} from '../../domain/mailboxes/secrets.ts';
import { decrypt, encrypt, keyIdOf, type EncryptionKey } from '../../domain/shared/secrets.ts';
import { AppError } from '../../errors.ts';

/** The secrets of a mailbox, as its rows keep them. */

export interface Keeper {
  keys: readonly EncryptionKey[];
  companyId: number;
}

export const encryptMailboxSecret = ({ keys, companyId }: Keeper, secret: MailboxSecret): Buffer =>
  encrypt(keys, JSON.stringify(secret), mailboxSecretContext(companyId));

/** Errors: `unavailable` if the encryption key is not configured. */
export const readMailboxSecret = (
  { keys, companyId }: Keeper,
  envelope: Uint8Array,
): MailboxSecret => {
  if (!keys.some(({ id }) => id === keyIdOf(envelope))) {
    throw new AppError('unavailable', 'the encryption key of the mailbox is not configured');
  }
  return MailboxSecret.parse(JSON.parse(decrypt(keys, envelope, mailboxSecretContext(companyId))));
};

export const encryptAccessToken = ({ keys, companyId }: Keeper, token: AccessToken): Buffer =>
  encrypt(keys, JSON.stringify(token), accessTokenContext(companyId));

/** Null: there is none, or its encryption key is not configured. Another one can be had. */
export const readAccessToken = (
  { keys, companyId }: Keeper,
  envelope: Uint8Array | null,
): AccessToken | null => {
  if (envelope === null || !keys.some(({ id }) => id === keyIdOf(envelope))) return null;
  return AccessToken.parse(JSON.parse(decrypt(keys, envelope, accessTokenContext(companyId))));
};
