import { z } from 'zod';
import {
  DeliveryOutcomeCode,
  SHOWN_ATTEMPT_COUNT_MAX,
} from '../../domain/webhooks/delivery-shapes.ts';
import type { DeliveryStatus } from '../../domain/webhooks/deliveries.ts';
import { WEBHOOK_ERROR_CLASSES } from '../../domain/webhooks/error-classes.ts';
import type { Transaction } from '../../platform/database.ts';
import { firstIdAt } from '../actions/records.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { deliveryColumns, DeliveryRow } from './delivery-rows.ts';

/** Deliveries of a webhook, as its owner reads them. */

const AttemptOutcome = z.object({
  started_at: z.date(),
  status: z.number().nullable(),
  error_class: z.enum(WEBHOOK_ERROR_CLASSES).nullable(),
  duration_ms: z.number().nullable(),
});

const DeliveryOfEventRow = DeliveryRow.extend({
  outcome_code: DeliveryOutcomeCode.nullable(),
  sequence: z.number(),
  subject_type: z.string(),
  subject_id: z.string(),
  entity_type: z.string().nullable(),
  entity_ref: z.string().nullable(),
});

/** Of the event: what it is about. Only the data of entities is read. */
const eventColumns = (sql: Transaction['sql']) => sql`
  events.sequence, events.subject_type, events.subject_id,
  case when events.subject_type = 'entity' then events.data ->> 'type' end as entity_type,
  case when events.subject_type = 'entity' then events.data ->> 'ref' end as entity_ref
`;

const ListedDeliveryRow = DeliveryOfEventRow.extend({
  attempt_started_at: z.date().nullable(),
  attempt_status: z.number().nullable(),
  attempt_error_class: z.enum(WEBHOOK_ERROR_CLASSES).nullable(),
  attempt_duration_ms: z.number().nullable(),
});
export type ListedDeliveryRow = z.infer<typeof ListedDeliveryRow>;

interface ListDeliveriesInput {
  webhookId: number;
  status: DeliveryStatus | undefined;
  eventType: string | undefined;
  eventId: string | undefined;
  since: string | undefined;
  until: string | undefined;
  beforeId: string | undefined;
  limit: number;
}

/** Tolerance between `id` and `created_at`: one comes from the clock, the other from the transaction. */
const CLOCK_SLACK_MS = 60 * 60 * 1000;

/**
 * Newest first. Index: webhook_deliveries_webhook; ids are UUIDv7, so their limits avoid reading rows out of
 * the window. A filter by status or type scans the window. An event is found by its unique key.
 */
export const listDeliveries = async (
  { sql, actor }: Transaction,
  input: ListDeliveriesInput,
): Promise<ListedDeliveryRow[]> =>
  parseRows(
    ListedDeliveryRow,
    await sql`
      select ${deliveryColumns(sql)}, ${eventColumns(sql)},
        last_attempt.started_at as attempt_started_at, last_attempt.status as attempt_status,
        last_attempt.error_class as attempt_error_class,
        last_attempt.duration_ms as attempt_duration_ms
      from webhook_deliveries
      join events
        on events.company_id = webhook_deliveries.company_id
        and events.id = webhook_deliveries.event_id
      left join lateral (
        select webhook_attempts.started_at, webhook_attempts.status, webhook_attempts.error_class,
          webhook_attempts.duration_ms
        from webhook_attempts
        where webhook_attempts.company_id = ${actor.companyId}::bigint
          and webhook_attempts.delivery_id = webhook_deliveries.id
        order by webhook_attempts.round desc, webhook_attempts.attempt desc
        limit 1
      ) as last_attempt on true
      where webhook_deliveries.company_id = ${actor.companyId}::bigint
        and webhook_deliveries.webhook_id = ${input.webhookId}::bigint
        ${input.status === undefined ? sql`` : sql`and webhook_deliveries.status = ${input.status}::text`}
        ${input.eventType === undefined ? sql`` : sql`and webhook_deliveries.event_type = ${input.eventType}::text`}
        ${input.eventId === undefined ? sql`` : sql`and webhook_deliveries.event_id = ${input.eventId}::uuid`}
        ${input.since === undefined ? sql`` : createdSince(sql, input.since)}
        ${input.until === undefined ? sql`` : createdBefore(sql, input.until)}
        ${input.beforeId === undefined ? sql`` : sql`and webhook_deliveries.id < ${input.beforeId}::uuid`}
      order by webhook_deliveries.id desc
      limit ${input.limit}::integer
    `,
  );

const createdSince = (sql: Transaction['sql'], instant: string) => sql`
  and webhook_deliveries.id >= ${firstIdAt(Date.parse(instant) - CLOCK_SLACK_MS)}::uuid
  and webhook_deliveries.created_at >= ${instant}::timestamptz
`;

const createdBefore = (sql: Transaction['sql'], instant: string) => sql`
  and webhook_deliveries.id < ${firstIdAt(Date.parse(instant) + CLOCK_SLACK_MS)}::uuid
  and webhook_deliveries.created_at < ${instant}::timestamptz
`;

const FoundDeliveryRow = DeliveryOfEventRow.extend({ occurred_at: z.date(), data: z.unknown() });
export type FoundDeliveryRow = z.infer<typeof FoundDeliveryRow>;

/** One delivery of this webhook, with its event. Undefined also if the webhook was deleted. */
export const findDelivery = async (
  { sql, actor }: Transaction,
  input: { webhookId: number; id: string },
): Promise<FoundDeliveryRow | undefined> =>
  parseFirst(
    FoundDeliveryRow,
    await sql`
      select ${deliveryColumns(sql)}, ${eventColumns(sql)}, events.occurred_at, events.data
      from webhook_deliveries
      join webhooks
        on webhooks.company_id = webhook_deliveries.company_id
        and webhooks.id = webhook_deliveries.webhook_id
        and webhooks.deleted_at is null
      join events
        on events.company_id = webhook_deliveries.company_id
        and events.id = webhook_deliveries.event_id
      where webhook_deliveries.company_id = ${actor.companyId}::bigint
        and webhook_deliveries.webhook_id = ${input.webhookId}::bigint
        and webhook_deliveries.id = ${input.id}::uuid
    `,
  );

const HeaderTexts = z.record(z.string(), z.string());

const ShownAttemptRow = AttemptOutcome.extend({
  round: z.number(),
  attempt: z.number(),
  request_headers: HeaderTexts,
  response_headers: HeaderTexts.nullable(),
  response_body: z.string().nullable(),
});
export type ShownAttemptRow = z.infer<typeof ShownAttemptRow>;

/** Newest first, at most SHOWN_ATTEMPT_COUNT_MAX. */
export const listAttempts = async (
  { sql, actor }: Transaction,
  deliveryId: string,
): Promise<ShownAttemptRow[]> =>
  parseRows(
    ShownAttemptRow,
    await sql`
      select round, attempt, started_at, status, error_class, duration_ms, request_headers,
        response_headers, response_body
      from webhook_attempts
      where company_id = ${actor.companyId}::bigint
        and delivery_id = ${deliveryId}::uuid
      order by round desc, attempt desc
      limit ${SHOWN_ATTEMPT_COUNT_MAX}::integer
    `,
  );
