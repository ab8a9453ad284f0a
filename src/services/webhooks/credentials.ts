import { MASKED_TOKEN } from '../../domain/actions/payload.ts';
import { createMasker } from '../../domain/shared/masking.ts';
import { readHeaders, readSigningSecrets, type Keeper, type SecretsOfRow } from './secrets.ts';

/** What a request to a webhook has besides its body: of a delivery and of a test. */

const USER_AGENT = { 'User-Agent': 'Relais-Webhooks' };

export interface Credentials {
  secrets: readonly string[];
  headers: Readonly<Record<string, string>>;
  /** The headers as users see them: the values of own ones may be passwords. */
  shownHeaders: Readonly<Record<string, string>>;
  /** A receiver may echo the request. */
  mask: (text: string) => string;
}

export const credentialsOf = (
  secrets: readonly string[],
  headers: Readonly<Record<string, string>>,
): Credentials => ({
  secrets,
  headers: { ...headers, ...USER_AGENT },
  shownHeaders: {
    'content-type': 'application/json',
    ...Object.fromEntries(Object.keys(headers).map((name) => [name.toLowerCase(), MASKED_TOKEN])),
    'user-agent': USER_AGENT['User-Agent'],
  },
  mask: createMasker([...secrets, ...Object.values(headers)].flatMap(withParts)),
});

/** A receiver may repeat a part alone, such as the token of `Bearer <token>`. */
const withParts = (text: string): string[] => [text, ...text.split(/^whsec_| /)];

/** Null: the encryption key of one of them is not configured. */
export const readCredentials = (
  keeper: Keeper,
  row: SecretsOfRow & { headers_encrypted: Uint8Array | null },
  now: Date,
): Credentials | null => {
  const secrets = readSigningSecrets(keeper, row, now);
  const headers = readHeaders(keeper, row.headers_encrypted);
  return secrets === null || headers === null ? null : credentialsOf(secrets, headers);
};
