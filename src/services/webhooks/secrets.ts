import { z } from 'zod';
import { decrypt, encrypt, type EncryptionKey } from '../../domain/shared/secrets.ts';
import { webhookSecretContext } from '../../domain/webhooks/deliveries.ts';
import type { Headers } from '../../domain/webhooks/headers.ts';

/** The secrets of a webhook, as its row keeps them. */

const contextsOf = (companyId: number) => ({
  secret: webhookSecretContext(companyId, 'secret_encrypted'),
  previous: webhookSecretContext(companyId, 'previous_secret_encrypted'),
  headers: webhookSecretContext(companyId, 'headers_encrypted'),
});

interface Keeper {
  keys: readonly EncryptionKey[];
  companyId: number;
}

export const encryptSecret = ({ keys, companyId }: Keeper, secret: string): Buffer =>
  encrypt(keys, secret, contextsOf(companyId).secret);

export const encryptPreviousSecret = ({ keys, companyId }: Keeper, secret: string): Buffer =>
  encrypt(keys, secret, contextsOf(companyId).previous);

/** Null: there are none. */
export const encryptHeaders = ({ keys, companyId }: Keeper, headers: Headers): Buffer | null =>
  Object.keys(headers).length === 0
    ? null
    : encrypt(keys, JSON.stringify(headers), contextsOf(companyId).headers);

const HeadersShape = z.record(z.string(), z.string());

export const decryptHeaders = (
  { keys, companyId }: Keeper,
  envelope: Uint8Array | null,
): Record<string, string> =>
  envelope === null
    ? {}
    : HeadersShape.parse(JSON.parse(decrypt(keys, envelope, contextsOf(companyId).headers)));

export const decryptSecret = ({ keys, companyId }: Keeper, envelope: Uint8Array): string =>
  decrypt(keys, envelope, contextsOf(companyId).secret);

interface SecretsOfRow {
  secret_encrypted: Uint8Array;
  previous_secret_encrypted: Uint8Array | null;
  previous_secret_expires_at: Date | null;
}

/** What signs at this instant, the current secret first. */
export const signingSecrets = (keeper: Keeper, row: SecretsOfRow, now: Date): string[] => {
  const current = decryptSecret(keeper, row.secret_encrypted);
  const { previous_secret_encrypted: previous, previous_secret_expires_at: expiresAt } = row;
  if (previous === null || expiresAt === null || now >= expiresAt) return [current];
  const { keys, companyId } = keeper;
  return [current, decrypt(keys, previous, contextsOf(companyId).previous)];
};
