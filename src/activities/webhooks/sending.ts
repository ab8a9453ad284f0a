import type { EncryptionKey } from '../../domain/shared/secrets.ts';
import { nextAttemptAt } from '../../domain/webhooks/delivery/schedule.ts';
import { classOfStatus, type WebhookErrorClass } from '../../domain/webhooks/error-classes.ts';
import type { Deps } from '../../deps.ts';
import { SEND_TIMEOUT_MS, sendSigned, type SendOutcome } from '../../platform/signed-sender.ts';
import type { EndpointRow } from '../../queries/webhooks/opening.ts';
import type { AttemptRecord } from '../../queries/webhooks/recording.ts';
import {
  credentialsOf,
  readCredentials,
  type Credentials,
} from '../../services/webhooks/credentials.ts';
import type { Opened } from './opening.ts';

/** One attempt of a delivery: the request, and what its outcome means. */

const GONE = 410;
const RESPONSE_HEADER_COUNT_MAX = 50;
const RESPONSE_HEADER_LENGTH_MAX = 1_000;

/** The secrets of a webhook, decrypted once for a batch. Null: their encryption key is not configured. */
export type Keyring = (endpoint: EndpointRow) => Credentials | null;

export const createKeyring = (
  keys: readonly EncryptionKey[],
  companyId: number,
  now: Date,
): Keyring => {
  const keeper = { keys, companyId };
  const known = new Map<number, Credentials | null>();
  const read = (endpoint: EndpointRow): Credentials | null => {
    try {
      return readCredentials(keeper, endpoint, now);
    } catch {
      return null; // changed by another hand: it fails alone, not the whole batch
    }
  };
  return (endpoint) => {
    const found = known.get(endpoint.id);
    if (found !== undefined) return found;
    const fresh = read(endpoint);
    known.set(endpoint.id, fresh);
    return fresh;
  };
};

export interface ReadyToSend extends Opened {
  /** Null: they can't be read. */
  credentials: Credentials | null;
  body: string;
}

export interface Attempted {
  record: AttemptRecord;
  isGone: boolean;
}

/** Failures are returned, not thrown. */
export const attemptDelivery = async (
  deps: Pick<Deps, 'http' | 'clock'>,
  { delivery, endpoint, credentials, body }: ReadyToSend,
): Promise<Attempted> => {
  const sent =
    credentials === null
      ? unsent(deps)
      : await sendSigned(deps, {
          url: endpoint.url,
          headers: credentials.headers,
          secrets: credentials.secrets,
          id: delivery.event_id,
          body,
          timeoutMs: SEND_TIMEOUT_MS,
        }).catch(() => unsent(deps)); // the secret can't sign
  return concluded(deps, { delivery, endpoint, credentials: credentials ?? NONE }, sent);
};

const unsent = ({ clock }: Pick<Deps, 'clock'>): SendOutcome => ({
  kind: 'failed',
  errorClass: 'secret_unreadable',
  errorCode: '',
  startedAt: clock.now(),
  durationMs: 0,
  signed: {},
});

const NONE = credentialsOf([], {});

const concluded = (
  { clock }: Pick<Deps, 'clock'>,
  {
    delivery,
    endpoint,
    credentials,
  }: Pick<Opened, 'delivery' | 'endpoint'> & { credentials: Credentials },
  sent: SendOutcome,
): Attempted => {
  const attempt = delivery.attempt_count + 1;
  const isAnswered = sent.kind === 'answered';
  const errorClass = isAnswered ? classOfStatus(sent.status) : sent.errorClass;
  const isGone = isAnswered && sent.status === GONE;
  return {
    isGone,
    record: {
      deliveryId: delivery.id,
      webhookId: endpoint.id,
      round: delivery.round,
      attempt,
      startedAt: sent.startedAt,
      durationMs: sent.durationMs,
      status: isAnswered ? sent.status : null,
      errorClass,
      requestHeaders: { ...credentials.shownHeaders, ...sent.signed },
      responseHeaders: isAnswered ? keptHeaders(sent.headers, credentials.mask) : null,
      responseBody: isAnswered && sent.body !== '' ? credentials.mask(sent.body) : null,
      delivery: next({
        errorClass,
        isGone,
        attempt,
        attemptCountMax: endpoint.attempt_count_max,
        retryAfter: isAnswered ? sent.headers['retry-after'] : undefined,
        endedAt: clock.now(),
      }),
    },
  };
};

const next = (ended: {
  errorClass: WebhookErrorClass | null;
  isGone: boolean;
  attempt: number;
  attemptCountMax: number;
  retryAfter: string | undefined;
  endedAt: Date;
}): AttemptRecord['delivery'] => {
  const { endedAt: settledAt } = ended;
  if (ended.errorClass === null) return { status: 'succeeded', outcome: 'delivered', settledAt };
  if (ended.isGone) return { status: 'failed', outcome: 'gone', settledAt };
  if (ended.attempt >= ended.attemptCountMax) {
    return { status: 'failed', outcome: 'attempts_exhausted', settledAt };
  }
  return {
    status: 'pending',
    nextAttemptAt: nextAttemptAt({
      attemptCount: ended.attempt,
      endedAt: ended.endedAt,
      retryAfter: ended.retryAfter,
      random: Math.random(),
    }),
  };
};

const keptHeaders = (
  headers: Record<string, string>,
  mask: Credentials['mask'],
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .slice(0, RESPONSE_HEADER_COUNT_MAX)
      .map(([name, value]) => [
        name,
        mask(value.slice(0, RESPONSE_HEADER_LENGTH_MAX)).replaceAll('\0', ''),
      ]),
  );
