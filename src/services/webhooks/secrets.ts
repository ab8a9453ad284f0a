import { z } from 'zod';
import { decrypt, encrypt, keyIdOf, type EncryptionKey } from '../../domain/shared/secrets.ts';
import { webhookSecretContext } from '../../domain/webhooks/deliveries.ts';
import type { Headers } from '../../domain/webhooks/headers.ts';

/** The secrets of a webhook, as its row keeps them. */

const contextsOf = (companyId: number) => ({
  secret: webhookSecretContext(companyId, 'secret_encrypted'),
  previous: webhookSecretContext(companyId, 'previous_secret_encrypted'),
  headers: webhookSecretContext(companyId, 'headers_encrypted'),
});

export interface Keeper {
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

/** Null: the encryption key of the value is not configured. */
export const readHeaders = (
  { keys, companyId }: Keeper,
  envelope: Uint8Array | null,
): Record<string, string> | null => {
  if (envelope === null) return {};
  const text = readOrNull(keys, envelope, contextsOf(companyId).headers);
  return text === null ? null : HeadersShape.parse(JSON.parse(text));
};

/** Null: the encryption key of the value is not configured. */
export const readSecret = ({ keys, companyId }: Keeper, envelope: Uint8Array): string | null =>
  readOrNull(keys, envelope, contextsOf(companyId).secret);

const readOrNull = (
  keys: readonly EncryptionKey[],
  envelope: Uint8Array,
  context: string,
): string | null => {
  const isKnown = keys.some(({ id }) => id === keyIdOf(envelope));
  return isKnown ? decrypt(keys, envelope, context) : null;
};

export interface SecretsOfRow {
  secret_encrypted: Uint8Array;
  previous_secret_encrypted: Uint8Array | null;
  previous_secret_expires_at: Date | null;
}

/**
 * What signs at this instant, the current secret first. Null: the encryption key of one of them is not
 * configured.
 */
export const readSigningSecrets = (
  keeper: Keeper,
  row: SecretsOfRow,
  now: Date,
): string[] | null => {
  const current = readSecret(keeper, row.secret_encrypted);
  const { previous_secret_encrypted: envelope, previous_secret_expires_at: expiresAt } = row;
  if (current === null) return null;
  if (envelope === null || expiresAt === null || now >= expiresAt) return [current];
  const previous = readOrNull(keeper.keys, envelope, contextsOf(keeper.companyId).previous);
  return previous === null ? null : [current, previous];
};
