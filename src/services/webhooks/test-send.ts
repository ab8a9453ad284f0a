import { v7 as uuidv7 } from 'uuid';
import { MASKED_TOKEN } from '../../domain/actions/payload.ts';
import { maskSecrets } from '../../domain/shared/masking.ts';
import { webhookBody } from '../../domain/webhooks/body.ts';
import { classOfStatus, type WebhookErrorClass } from '../../domain/webhooks/error-classes.ts';
import type { PublicEvent } from '../../domain/webhooks/event-types.ts';
import type { Deps } from '../../deps.ts';
import { sendSigned, type SendOutcome } from '../../platform/signed-sender.ts';
import type { WebhookRow } from '../../queries/webhooks/endpoints.ts';
import { readHeaders, readSigningSecrets, textsToMask } from './secrets.ts';

/** Sends one example to a webhook, as a delivery would, and tells what came back. Stores nothing. */

/** Shorter than the 15 s of a delivery: the request that waits for it has 15 s itself. */
const TEST_TIMEOUT_MS = 10_000;
/** No event has it. */
const TEST_SEQUENCE = 0;
const USER_AGENT = { 'User-Agent': 'Relais-Webhooks' };

export interface TestResult {
  eventId: string;
  requestHeaders: Record<string, string>;
  requestBody: string;
  status: number | null;
  errorClass: WebhookErrorClass | null;
  durationMs: number | null;
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
  const requestBody = webhookBody({
    id: eventId,
    type: event.name,
    occurredAt: now,
    sequence: TEST_SEQUENCE,
    data: event.example,
  });
  const headers = readHeaders(keeper, webhook.headers_encrypted);
  const secrets = readSigningSecrets(keeper, webhook, now);
  if (headers === null || secrets === null) return { ...NOT_SENT, eventId, requestBody };
  const outcome = await sendSigned(deps, {
    url: webhook.url,
    headers: { ...headers, ...USER_AGENT },
    secrets,
    id: eventId,
    body: requestBody,
    timeoutMs: TEST_TIMEOUT_MS,
    at: now,
  });
  const hidden = textsToMask(secrets, headers);
  return {
    eventId,
    requestBody,
    requestHeaders: shownHeaders(headers, outcome.signed),
    durationMs: outcome.durationMs,
    ...answerOf(outcome, hidden),
  };
};

const NOT_SENT = {
  requestHeaders: {},
  status: null,
  errorClass: 'secret_unreadable',
  durationMs: null,
  responseHeaders: null,
  responseBody: null,
} as const satisfies Partial<TestResult>;

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

const shownHeaders = (
  headers: Record<string, string>,
  signed: Record<string, string>,
): Record<string, string> => ({
  'content-type': 'application/json',
  'user-agent': USER_AGENT['User-Agent'],
  ...Object.fromEntries(Object.keys(headers).map((name) => [name.toLowerCase(), MASKED_TOKEN])),
  ...signed,
});

const maskedTexts = (
  texts: Record<string, string>,
  secrets: readonly string[],
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, maskSecrets(text, secrets)]),
  );
