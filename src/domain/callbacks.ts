import { z } from '@hono/zod-openapi';
import { deriveKey, equalsInConstantTime, hmacBase64Url, type EncryptionKey } from './secrets.ts';

/** n8n's answer, and the token that lets it answer one action and no other. */

const DATA_SIZE_MAX_CHARACTERS = 16 * 1024;

export const CallbackIn = z
  .strictObject({
    callbackId: z.string().min(1).max(200).openapi({ description: 'The same on every repeat.' }),
    status: z.enum(['succeeded', 'failed', 'progress']),
    message: z.string().max(2000).default(''),
    statutDossier: z.string().min(1).max(100).optional(),
    data: z
      .record(z.string(), z.unknown())
      .refine((data) => JSON.stringify(data).length <= DATA_SIZE_MAX_CHARACTERS, {
        message: `at most ${DATA_SIZE_MAX_CHARACTERS} characters of JSON`,
      })
      .optional(),
    round: z.int().min(1).optional().openapi({
      description:
        'With an API key: which dispatch this answers, the number after the colon of its `webhook-id`; the current one if absent. A token says it itself.',
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
 * `rcb_<company>_<round>_<mac>`. Derived, not stored: every attempt of a round carries the same token
 * and the database holds nothing to steal. Bound to the company, the action and the round.
 */
export const callbackToken = (keys: readonly EncryptionKey[], subject: TokenSubject): string => {
  const [key] = keys;
  if (!key) throw new Error('no encryption key configured');
  return `rcb_${subject.companyId}_${subject.round}_${mac(key, subject)}`;
};

/** The token's company and round, if it was issued for this action under any of the keys. */
export const verifyCallbackToken = (
  keys: readonly EncryptionKey[],
  actionId: string,
  token: string,
): TokenSubject | undefined => {
  const match = /^rcb_(\d{1,15})_(\d{1,9})_([A-Za-z0-9_-]{43})$/.exec(token);
  if (!match) return undefined;
  const subject = { companyId: Number(match[1]), actionId, round: Number(match[2]) };
  const isGenuine = keys.some((key) => equalsInConstantTime(match[3] ?? '', mac(key, subject)));
  return isGenuine ? subject : undefined;
};

const mac = (key: EncryptionKey, { companyId, actionId, round }: TokenSubject): string =>
  hmacBase64Url(deriveKey(key, PURPOSE), `${companyId}/${actionId}/${round}`);
