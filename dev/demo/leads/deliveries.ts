import { v7 as uuidv7 } from 'uuid';
import { signStandardWebhook } from '../../../src/domain/shared/signatures.ts';
import { webhookBody } from '../../../src/domain/webhooks/body.ts';
import type { WebhookErrorClass } from '../../../src/domain/webhooks/error-classes.ts';
import type { Chance } from '../chance.ts';
import { iso, type Fact } from '../rows.ts';

/** Deliveries with their attempts, as a worker writes them. Pure: no clock, no database. */

/** What the endpoint did with the events of a webhook. */
export type Fate = 'delivered' | 'retried' | 'refused' | 'unavailable';

interface Try {
  afterMs: number;
  status: number | null;
  errorClass: WebhookErrorClass | null;
  durationMs: number;
  body: string;
}

/** Seconds after the first attempt, as the schedule has them without its jitter. */
const ATTEMPT_SECONDS = [0, 5, 305, 2_105, 9_305, 27_305, 63_305, 99_305];

const accepted = (chance: Chance, afterMs: number): Try => ({
  afterMs,
  status: 200,
  errorClass: null,
  durationMs: chance.happens(0.05) ? chance.between(400, 1_900) : chance.between(12, 120),
  body: '{"received":true}',
});

const unavailable = (chance: Chance, afterMs: number): Try => ({
  afterMs,
  status: 503,
  errorClass: 'http_5xx',
  durationMs: chance.between(5, 60),
  body: '{"error":"maintenance"}',
});

const FIRST_FAILURES = [
  { status: null, errorClass: 'timeout', durationMs: 15_000, body: '' },
  { status: null, errorClass: 'connection_reset', durationMs: 41, body: '' },
  { status: 503, errorClass: 'http_5xx', durationMs: 22, body: '{"error":"maintenance"}' },
] as const;

const triesOf = (chance: Chance, fate: Fate, attemptCountMax: number): Try[] => {
  const instants = ATTEMPT_SECONDS.slice(0, attemptCountMax).map((seconds) => seconds * 1000);
  switch (fate) {
    case 'delivered':
      return [accepted(chance, 0)];
    case 'retried': {
      const first = chance.pick(FIRST_FAILURES);
      return [{ afterMs: 0, ...first }, accepted(chance, first.durationMs + 5_000)];
    }
    case 'refused':
      return instants.map((afterMs) => ({
        afterMs,
        status: 422,
        errorClass: 'http_4xx',
        durationMs: chance.between(20, 60),
        body: '{"error":"champ obligatoire : telephone"}',
      }));
    case 'unavailable':
      return instants.map((afterMs) => unavailable(chance, afterMs));
  }
};

export interface Subscriber {
  webhookId: number;
  secret: string;
  attemptCountMax: number;
}

/** In: an event of `facts` with the number it got. */
export const deliveryOf = (
  chance: Chance,
  { webhookId, secret, attemptCountMax }: Subscriber,
  { fact, sequence, fate }: { fact: Fact; sequence: number; fate: Fate },
) => {
  const id = uuidv7({ msecs: fact.at });
  const eventId = fact.eventId ?? '';
  const tries = triesOf(chance, fate, attemptCountMax);
  const startOf = ({ afterMs }: Try): number => fact.at + 300 + afterMs;
  const body = webhookBody({
    id: eventId,
    type: fact.event.name,
    occurredAt: new Date(fact.at),
    sequence,
    data: fact.data,
  });
  const last = tries.at(-1);
  const isDelivered = last?.errorClass === null;
  const settledAt = last === undefined ? fact.at : startOf(last) + last.durationMs;
  return {
    settledAt,
    delivery: {
      id,
      webhook_id: webhookId,
      event_id: eventId,
      event_type: fact.event.name,
      status: isDelivered ? 'succeeded' : 'failed',
      outcome_code: isDelivered ? 'delivered' : 'attempts_exhausted',
      round: 1,
      attempt_count: tries.length,
      created_at: iso(fact.at),
      settled_at: iso(settledAt),
    },
    attempts: tries.map((attempt, position) => ({
      delivery_id: id,
      round: 1,
      attempt: position + 1,
      webhook_id: webhookId,
      started_at: iso(startOf(attempt)),
      duration_ms: attempt.durationMs,
      status: attempt.status,
      error_class: attempt.errorClass,
      request_headers: {
        'content-type': 'application/json',
        'user-agent': 'Relais-Webhooks',
        ...signStandardWebhook(secret, eventId, Math.floor(startOf(attempt) / 1000), body),
      },
      response_headers: attempt.status === null ? null : { 'content-type': 'application/json' },
      response_body: attempt.body === '' ? null : attempt.body,
    })),
  };
};
