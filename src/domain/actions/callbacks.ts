import { z } from '@hono/zod-openapi';
import { because } from '../shared/schema-faults.ts';
import {
  deriveKey,
  equalsInConstantTime,
  hmacBase64Url,
  type EncryptionKey,
} from '../shared/secrets.ts';

/** n8n's answer, and the token that lets it answer one action and no other. */

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
          'Kept with the answer. `simulation: true` says that nothing was really sent: whoever decided is told.',
      }),
    round: z.int().min(1).optional().openapi({
      description:
        'With an API key: which dispatch this answers, the number after the colon of its `webhook-id`; the last one sent if absent. A token says it itself.',
    }),
  })
  .openapi('ActionCallback');
export type CallbackInput = z.infer<typeof CallbackIn>;

export const CallbackOut = z
  .object({
    id: z.uuid(),
    status: z.string(),
    outcome: z.enum(['applied', 'duplicate', 'recorded']),
  })
  .openapi('ActionCallbackResult');

/** Callbacks are taken this long after an action settled, then answered 410. */
export const CALLBACK_GRACE_MS = 24 * 60 * 60 * 1000;

interface TokenSubject {
  companyId: number;
  actionId: string;
  round: number;
}

const PURPOSE = 'relais action callback';

/**
 * `rcb_<key id>_<company>_<round>_<mac>`. Derived, not stored: every attempt of a round carries the same
 * token and the database holds nothing to steal. Bound to the company, the action and the round.
 */
export const callbackToken = (keys: readonly EncryptionKey[], subject: TokenSubject): string => {
  const [key] = keys;
  if (!key) throw new Error('no encryption key configured');
  return `rcb_${key.id}_${subject.companyId}_${subject.round}_${mac(key, subject)}`;
};

const TOKEN = /^rcb_(?:([a-z0-9]{1,16})_)?(\d{1,15})_(\d{1,9})_([A-Za-z0-9_-]{43})$/;

/**
 * The token's company and round, if it was issued for this action. `unknown_key`: another process made
 * it, under a key that has not come here yet or was dropped. The first tokens named no key.
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
  const subject = { companyId: Number(companyId), actionId, round: Number(round) };
  const isGenuine = candidates.some((key) => equalsInConstantTime(given, mac(key, subject)));
  return isGenuine ? subject : 'forged';
};

const mac = (key: EncryptionKey, { companyId, actionId, round }: TokenSubject): string =>
  hmacBase64Url(deriveKey(key, PURPOSE), `${companyId}/${actionId}/${round}`);
