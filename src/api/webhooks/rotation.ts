import { fault } from '../../domain/shared/faults.ts';
import { newWebhookSecret } from '../../domain/shared/signatures.ts';
import { webhookSecretRotated } from '../../domain/webhooks/events.ts';
import {
  SecretRotationIn,
  WebhookParams,
  WebhookWithSecretOut,
} from '../../domain/webhooks/shapes.ts';
import { invalid } from '../../errors.ts';
import { rotateWebhookSecret } from '../../queries/webhooks/endpoints.ts';
import {
  encryptPreviousSecret,
  encryptSecret,
  readSecret,
} from '../../services/webhooks/secrets.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { IdempotencyHeaders } from '../http/idempotency.ts';
import { lockedWebhook, requireWebhook } from './find.ts';
import { webhookOut } from './views.ts';

/** Time for a receiver to learn the new secret. */
const OVERLAP_MS = 24 * 60 * 60 * 1000;

/** Replaces the secret of a webhook. */
export const webhookRotationEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'webhooks.rotate_secret',
      method: 'post',
      path: '/api/webhooks/{id}/rotate-secret',
      permission: 'webhooks:write',
      summary: 'Replace the secret',
      description:
        'For 24 hours both secrets sign each request, so that the receiver can change in between. Another rotation in this time ends the oldest. `secret` is shown only once. If the answer is lost, a repeat rotates once more and ends the secret that the receiver has, unless it has the same `Idempotency-Key`: it then gets the first answer.',
      headers: IdempotencyHeaders,
      params: WebhookParams,
      load: lockedWebhook(deps),
      body: SecretRotationIn,
      sample: { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwQ1bXy0uVtZ4=' },
      status: 200,
      answer: WebhookWithSecretOut,
    },
    async ({ body, caller: { companyId }, write }) =>
      write(async (tx, webhook) => {
        const keeper = { keys: deps.encryptionKeys, companyId };
        // Null: it can't be decrypted. A new secret is the remedy.
        const previous = readSecret(keeper, webhook.secret_encrypted);
        const secret = body.secret ?? newWebhookSecret();
        if (secret === previous) throw invalid([fault('secret', 'taken', {})]);
        const expiresAt =
          previous === null ? null : new Date(deps.clock.now().getTime() + OVERLAP_MS);
        await rotateWebhookSecret(tx, {
          id: webhook.id,
          secretEncrypted: encryptSecret(keeper, secret),
          previousSecretEncrypted:
            previous === null ? null : encryptPreviousSecret(keeper, previous),
          previousSecretExpiresAt: expiresAt,
        });
        tx.emit(webhookSecretRotated, {
          subjectId: webhook.id,
          after: { previous_secret_expires_at: expiresAt?.toISOString() ?? null },
        });
        const after = await requireWebhook(deps, tx, webhook.id);
        return { body: { ...webhookOut(deps, companyId, after), secret } };
      }),
  );
