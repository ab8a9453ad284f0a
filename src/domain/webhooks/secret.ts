import { z } from '@hono/zod-openapi';
import { because } from '../shared/schema-faults.ts';
import { isWebhookSecret } from '../shared/signatures.ts';

/** Secrets of webhooks: `whsec_` and the base64 of 24 to 64 bytes (Standard Webhooks 1.0.0, symmetric). */

/** Of 24 random bytes, 23 differ on average, and fewer than 12 once in 10^14 draws. */
const DISTINCT_BYTE_COUNT_MIN = 12;

const isGuessable = (secret: string): boolean =>
  isWebhookSecret(secret) &&
  new Set(Buffer.from(secret.slice(secret.indexOf('_') + 1), 'base64')).size <
    DISTINCT_BYTE_COUNT_MIN;

export const WebhookSecret = z
  .string()
  .max(200)
  .refine(isWebhookSecret, because('invalid_format', { format: 'webhook_secret' }))
  .refine((secret) => !isGuessable(secret), because('secret_guessable', {}))
  .openapi({
    description:
      'An own secret: `whsec_` and the base64 of 24 to 64 random bytes. Absent: Relais makes one.',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
  });
