import { v7 as uuidv7 } from 'uuid';
import { maskSecrets } from '../../domain/shared/masking.ts';
import { webhookBody } from '../../domain/webhooks/body.ts';
import { classOfStatus, type WebhookErrorClass } from '../../domain/webhooks/error-classes.ts';
import type { PublicEvent } from '../../domain/webhooks/event-types.ts';
import type { Deps } from '../../deps.ts';
import { sendSigned, type SendOutcome } from '../../platform/signed-sender.ts';
import type { WebhookRow } from '../../queries/webhooks/endpoints.ts';
import { decryptHeaders, signingSecrets } from './secrets.ts';

/** Sends one example to a webhook, as a delivery would, and tells what came back. Stores nothing. */

/** Shorter than the 15 s of a delivery: the request that waits for it has 15 s itself. */
const TEST_TIMEOUT_MS = 10_000;
/** No event has it. */
const TEST_SEQUENCE = 0;
const MASKED = '…';

export interface TestResult {
  eventId: string;
  requestHeaders: Record<string, string>;
  requestBody: string;
  status: number | null;
  errorClass: WebhookErrorClass | null;
  durationMs: number;
  responseHeaders: Record<string, string> | null;
  responseBody: string | null;
}

/** One request, outside of any transaction. Failures are returned. Twice: two requests with two ids. */
export const sendTest = async (
  deps: Pick<Deps, 'http' | 'clock' | 'encryptionKeys'>,
  companyId: number,
  webhook: WebhookRow,
  event: PublicEvent,
): Promise<TestResult> => {
  const keeper = { keys: deps.encryptionKeys, companyId };
  const now = deps.clock.now();
  const eventId = uuidv7();
  const headers = decryptHeaders(keeper, webhook.headers_encrypted);
  const secrets = signingSecrets(keeper, webhook, now);
  const body = webhookBody({
    id: eventId,
    type: event.name,
    occurredAt: now,
    sequence: TEST_SEQUENCE,
    data: event.example,
  });
  const outcome = await sendSigned(deps, {
    url: webhook.url,
    headers,
    secrets,
    id: eventId,
    body,
    timeoutMs: TEST_TIMEOUT_MS,
    at: now,
  });
  return {
    eventId,
    requestHeaders: shownHeaders(headers, outcome.signed),
    requestBody: body,
    durationMs: outcome.durationMs,
    ...answerOf(outcome, [...secrets, ...Object.values(headers), ...signaturesIn(outcome.signed)]),
  };
};

const answerOf = (
  outcome: SendOutcome,
  secrets: readonly string[],
): Pick<TestResult, 'status' | 'errorClass' | 'responseHeaders' | 'responseBody'> =>
  outcome.kind === 'failed'
    ? { status: null, errorClass: outcome.errorClass, responseHeaders: null, responseBody: null }
    : {
        status: outcome.status,
        errorClass: classOfStatus(outcome.status),
        responseHeaders: maskedTexts(outcome.headers, secrets),
        // A receiver may echo the request.
        responseBody: maskSecrets(outcome.body, secrets),
      };

/** Each signature without version and padding: encoders may write the padding differently. */
const signaturesIn = (signed: Record<string, string>): string[] =>
  (signed['webhook-signature'] ?? '').split(' ').map((text) => text.replace(/^v1,|=+$/g, ''));

const shownHeaders = (
  headers: Record<string, string>,
  signed: Record<string, string>,
): Record<string, string> => ({
  ...Object.fromEntries(Object.keys(headers).map((name) => [name, MASKED])),
  ...signed,
  'webhook-signature': MASKED,
});

const maskedTexts = (
  texts: Record<string, string>,
  secrets: readonly string[],
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, maskSecrets(text, secrets)]),
  );
