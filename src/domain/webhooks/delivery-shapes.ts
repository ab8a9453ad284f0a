import { z } from '@hono/zod-openapi';
import { keysOf } from '../shared/faults.ts';
import { COUNT_MAX, PageQuery, wholeNumber } from '../shared/pages.ts';
import { Instant, Uuid } from '../shared/values.ts';
import { because } from '../shared/schema-faults.ts';
import { DELIVERY_OUTCOMES, DELIVERY_STATUSES, RETRY_ATTEMPTS } from './deliveries.ts';
import { WEBHOOK_ERROR_CLASSES } from './error-classes.ts';
import { WebhookEventType } from './event-types.ts';

/** Deliveries of a webhook, with their attempts; retry, replay and test sends. */

export const DeliveryParams = z.object({
  id: wholeNumber(z.int().positive()),
  delivery_id: Uuid,
});

const endsAfterStart = ({
  since,
  until,
}: {
  since?: string | undefined;
  until?: string | undefined;
}): boolean => since === undefined || until === undefined || Date.parse(since) < Date.parse(until);

export const DeliveryQuery = PageQuery.extend({
  status: z.enum(DELIVERY_STATUSES).optional(),
  event_type: WebhookEventType.optional(),
  event_id: Uuid.optional().openapi({ description: '`webhook-id` of its requests.' }),
  since: Instant.optional().openapi({ description: 'Created at this instant or later.' }),
  until: Instant.optional().openapi({ description: 'Created before this instant.' }),
}).refine(endsAfterStart, {
  path: ['until'],
  ...because('not_after', { field: 'since' }),
});

const Outcome = {
  status: z.number().nullable().openapi({ description: 'HTTP status. Null: no answer.' }),
  error_class: z
    .enum(WEBHOOK_ERROR_CLASSES)
    .nullable()
    .openapi({ description: 'Null: it succeeded.' }),
  duration_ms: z.number().nullable(),
};

export const DeliveryOutcomeCode = z.enum(keysOf(DELIVERY_OUTCOMES));

const delivery = {
  id: z.string(),
  event_id: z.string().openapi({ description: '`webhook-id` of its requests.' }),
  event_type: z.string(),
  subject: z
    .object({
      type: z.string(),
      id: z.string(),
      entity: z
        .object({ type: z.string(), ref: z.string() })
        .nullable()
        .openapi({ description: 'Of the type `entity`: how its address names it.' }),
    })
    .openapi({ description: 'The record that the event is about. It may be gone.' }),
  sequence: z.number(),
  status: z.enum(DELIVERY_STATUSES),
  outcome_code: DeliveryOutcomeCode.nullable().openapi({ description: 'How it ended.' }),
  round: z.number().openapi({
    description:
      'The next one begins with a retry or a replay by a user, and when the circuit is closed by hand.',
  }),
  attempt_count: z.number().openapi({ description: 'Of the current round.' }),
  next_attempt_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  settled_at: z.iso.datetime().nullable(),
};

export const DeliveryOut = z
  .object({
    ...delivery,
    last_attempt: z
      .object({ started_at: z.iso.datetime(), ...Outcome })
      .nullable()
      .openapi({ description: 'Null: there was none yet.' }),
  })
  .openapi('WebhookDelivery');

const HeaderTexts = z.record(z.string(), z.string());

/** Ten attempts a round: the newest rounds are shown. */
export const SHOWN_ATTEMPT_COUNT_MAX = 200;

export const DeliveryDetailOut = z
  .object({
    ...delivery,
    body: z.string().openapi({ description: 'What is sent, byte for byte.' }),
    attempts: z
      .array(
        z.object({
          round: z.number(),
          attempt: z.number(),
          started_at: z.iso.datetime(),
          ...Outcome,
          request_headers: HeaderTexts.openapi({
            description: 'Values of own headers are masked.',
          }),
          response_headers: HeaderTexts.nullable(),
          response_body: z.string().nullable().openapi({ description: 'At most 16 KiB.' }),
        }),
      )
      .openapi({ description: `Newest first, at most ${SHOWN_ATTEMPT_COUNT_MAX}.` }),
  })
  .openapi('WebhookDeliveryDetail');

export const DeliveryAcceptedOut = z
  .object({
    id: z.string(),
    status: z.enum(DELIVERY_STATUSES),
    attempt: z.enum(RETRY_ATTEMPTS).openapi({
      description:
        '`now`: made at once. `under_way`: one is under way or just due, so nothing changed. `after_probe`: the circuit is open and another attempt is under way there: this one waits for it, and for the next probe if it fails.',
    }),
    workflow_id: z.string(),
  })
  .openapi('WebhookDeliveryAccepted');

export const WebhookTestIn = z
  .strictObject({
    event_type: WebhookEventType.optional().openapi({
      description: 'Any type. Default: the first one that the webhook subscribes to.',
    }),
  })
  .openapi('WebhookTestIn');

export const WebhookTestOut = z
  .object({
    event_id: z.string(),
    event_type: z.string(),
    is_success: z.boolean().openapi({ description: 'A delivery with this answer would succeed.' }),
    ...Outcome,
    released_count: z.number().openapi({
      description: 'Deliveries that waited for an open circuit, and are sent since it succeeded.',
    }),
    request_headers: HeaderTexts,
    request_body: z.string(),
    response_headers: HeaderTexts.nullable(),
    response_body: z.string().nullable().openapi({ description: 'At most 16 KiB.' }),
  })
  .openapi('WebhookTest');

export const REPLAY_COUNT_MAX = COUNT_MAX;

export const REPLAY_SCOPES = ['undelivered', 'failed', 'all'] as const;
export type ReplayScope = (typeof REPLAY_SCOPES)[number];

export const ReplayIn = z
  .strictObject({
    since: Instant,
    until: Instant.optional().openapi({ description: 'Default: now.' }),
    types: z.array(WebhookEventType).min(1).max(100).optional().openapi({
      description: 'Default: those that the webhook subscribes to.',
    }),
    only: z.enum(REPLAY_SCOPES).default('undelivered').openapi({
      description:
        '`undelivered`: deliveries that failed or were cancelled, and events since the webhook was created that it never got, as it was off. `failed`: the deliveries only. `all`: every event of the period, also those that were delivered or are older than the webhook. What is under way is left alone.',
    }),
    dry_run: z.boolean().default(false).openapi({ description: 'Only counts.' }),
  })
  .refine(endsAfterStart, {
    path: ['until'],
    ...because('not_after', { field: 'since' }),
  })
  .openapi('WebhookReplayIn');

export const ReplayOut = z
  .object({
    count: z.number().openapi({ description: 'Deliveries that are sent again.' }),
    is_capped: z.boolean().openapi({
      description: `There are more than ${REPLAY_COUNT_MAX}: a replay is refused, a dry run counts to there.`,
    }),
    dry_run: z.boolean(),
  })
  .openapi('WebhookReplay');
