import { z } from '@hono/zod-openapi';
import { because } from '../shared/schema-faults.ts';
import { Integer, Uuid } from '../shared/values.ts';
import {
  deriveKey,
  equalsInConstantTime,
  hmacBase64Url,
  type EncryptionKey,
} from '../shared/secrets.ts';

/** The callback of n8n, and the token that authenticates it for one action. */

const DATA_SIZE_MAX_CHARACTERS = 16 * 1024;

export const CallbackIn = z
  .strictObject({
    callbackId: z.string().min(1).max(200).openapi({ description: 'The same on every repeat.' }),
    status: z.enum(['succeeded', 'failed', 'progress']),
    message: z
      .string()
      .max(2000)
      .nullish()
      .transform((text) => text ?? ''),
    statutDossier: z.string().min(1).max(100).nullish(),
    data: z
      .record(z.string(), z.unknown())
      .refine(
        (data) => JSON.stringify(data).length <= DATA_SIZE_MAX_CHARACTERS,
        because('json_too_long', { max: DATA_SIZE_MAX_CHARACTERS }),
      )
      .nullish()
      .openapi({
        description:
          'Stored with the callback, and shown to users with `actions:read_answers`. `simulation: true` means that nothing was really sent; the notification mentions it.',
      }),
    round: Integer.min(1).optional().openapi({
      description:
        'For calls with an API key: the round of the answered dispatch, the number after the colon of its `webhook-id`. Default: the latest round. A callback token contains its round.',
    }),
  })
  .openapi('ActionCallback');
export type CallbackInput = z.infer<typeof CallbackIn>;

export const CallbackOut = z
  .object({
    id: Uuid,
    status: z.string(),
    outcome: z.enum(['applied', 'duplicate', 'recorded']),
  })
  .openapi('ActionCallbackResult');

/** True if n8n reports that nothing was really sent. */
export const isSimulated = (data: Record<string, unknown> | null | undefined): boolean =>
  data?.['simulation'] === true;

/** Callbacks are accepted this long after the action settled; later ones get 410. */
export const CALLBACK_GRACE_MS = 24 * 60 * 60 * 1000;

interface TokenSubject {
  companyId: number;
  actionId: string;
  round: number;
}

const PURPOSE = 'relais action callback';

/**
 * `rcb_<key id>_<company>_<round>_<mac>`. Bound to the company, the action and the round. Derived,
 * not stored: all attempts of a round carry the same token, and the database holds no token.
 */
export const callbackToken = (keys: readonly EncryptionKey[], subject: TokenSubject): string => {
  const [key] = keys;
  if (!key) throw new Error('no encryption key configured');
  return `rcb_${key.id}_${subject.companyId}_${subject.round}_${mac(key, subject)}`;
};

const TOKEN = /^rcb_(?:([a-z0-9]{1,16})_)?(\d{1,15})_(\d{1,9})_([A-Za-z0-9_-]{43})$/;

/**
 * Verifies a token for this action. Out: its company and round, or `forged`. `unknown_key`: its key id
 * is not configured here (a key that was removed, or added only to other processes so far). Tokens of
 * the first version have no key id; they are checked against all keys.
 */
export const verifyCallbackToken = (
  keys: readonly EncryptionKey[],
  actionId: string,
  token: string,
): TokenSubject | 'forged' | 'unknown_key' => {
  const [, keyId, companyId, round, given = ''] = TOKEN.exec(token) ?? [];
  if (companyId === undefined) return 'forged';
  const candidates = keyId === undefined ? keys : keys.filter(({ id }) => id === keyId);
  if (candidates.length === 0) return 'unknown_key';
  const subject = {
    companyId: Number(companyId),
    actionId: actionId.toLowerCase(), // the token was made for the canonical form
    round: Number(round),
  };
  const isGenuine = candidates.some((key) => equalsInConstantTime(given, mac(key, subject)));
  return isGenuine ? subject : 'forged';
};

const mac = (key: EncryptionKey, { companyId, actionId, round }: TokenSubject): string =>
  hmacBase64Url(deriveKey(key, PURPOSE), `${companyId}/${actionId}/${round}`);
