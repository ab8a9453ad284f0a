import { v7 as uuidv7 } from 'uuid';
import { webhookBody } from '../../domain/webhooks/body.ts';
import { classOfStatus, type WebhookErrorClass } from '../../domain/webhooks/error-classes.ts';
import type { PublicEvent } from '../../domain/webhooks/event-types.ts';
import type { Deps } from '../../deps.ts';
import { sendSigned, type SendOutcome } from '../../platform/signed-sender.ts';
import type { WebhookRow } from '../../queries/webhooks/endpoints.ts';
import { readCredentials, type Credentials } from './credentials.ts';

/** Sends one example to a webhook, as a delivery would, and tells what came back. Stores nothing. */

/** Shorter than the 15 s of a delivery: the request that waits for it has 15 s itself. */
const TEST_TIMEOUT_MS = 10_000;
/** No event has it. */
const TEST_SEQUENCE = 0;

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
  const credentials = readCredentials(keeper, webhook, now);
  if (credentials === null) return { ...NOT_SENT, eventId, requestBody };
  const outcome = await sendSigned(deps, {
    url: webhook.url,
    headers: credentials.headers,
    secrets: credentials.secrets,
    id: eventId,
    body: requestBody,
    timeoutMs: TEST_TIMEOUT_MS,
    at: now,
  });
  return {
    eventId,
    requestBody,
    requestHeaders: { ...credentials.shownHeaders, ...outcome.signed },
    durationMs: outcome.durationMs,
    ...answerOf(outcome, credentials.mask),
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
  mask: Credentials['mask'],
): Pick<TestResult, 'status' | 'errorClass' | 'responseHeaders' | 'responseBody'> =>
  outcome.kind === 'failed'
    ? { status: null, errorClass: outcome.errorClass, responseHeaders: null, responseBody: null }
    : {
        status: outcome.status,
        errorClass: classOfStatus(outcome.status),
        responseHeaders: maskedTexts(outcome.headers, mask),
        responseBody: mask(outcome.body),
      };

const maskedTexts = (
  texts: Record<string, string>,
  mask: Credentials['mask'],
): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, mask(text)]));
