import type { DeliveryOutcome, DeliveryStatus } from '../../domain/webhooks/deliveries.ts';
import type { WebhookErrorClass } from '../../domain/webhooks/error-classes.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';

/** What became of attempts. */

export interface AttemptRecord {
  deliveryId: string;
  webhookId: number;
  round: number;
  attempt: number;
  startedAt: Date;
  durationMs: number;
  /** Null: no answer. */
  status: number | null;
  errorClass: WebhookErrorClass | null;
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string> | null;
  responseBody: string | null;
  delivery:
    | { status: 'pending'; nextAttemptAt: Date }
    | { status: Exclude<DeliveryStatus, 'pending'>; outcome: DeliveryOutcome; settledAt: Date };
}

const columnsOf = ({ delivery, ...record }: AttemptRecord) => ({
  delivery_id: record.deliveryId,
  webhook_id: record.webhookId,
  round: record.round,
  attempt: record.attempt,
  started_at: record.startedAt.toISOString(),
  duration_ms: record.durationMs,
  status: record.status,
  error_class: record.errorClass,
  request_headers: record.requestHeaders,
  response_headers: record.responseHeaders,
  response_body: record.responseBody,
  delivery_status: delivery.status,
  outcome_code: delivery.status === 'pending' ? null : delivery.outcome,
  next_attempt_at: delivery.status === 'pending' ? delivery.nextAttemptAt.toISOString() : null,
  settled_at: delivery.status === 'pending' ? null : delivery.settledAt.toISOString(),
});

/**
 * Writes attempts and changes their deliveries, in one statement. A delivery that was ended or reopened
 * meanwhile stays as it is. Twice: nothing changes. Key: delivery, round and attempt. The list of ids, and no
 * condition that fits the index of open deliveries, make the planner look each up by its key: with statistics
 * of another moment it reads all open deliveries.
 */
export const recordAttempts = (
  { sql, actor, send }: Transaction,
  records: readonly AttemptRecord[],
): void =>
  send(sql`
    with records as materialized (
      select record.*
      from jsonb_to_recordset(${json(sql, records.map(columnsOf))}) as record(
        delivery_id uuid, webhook_id bigint, round integer, attempt integer,
        started_at timestamptz, duration_ms integer, status integer, error_class text,
        request_headers jsonb, response_headers jsonb, response_body text, delivery_status text,
        outcome_code text, next_attempt_at timestamptz, settled_at timestamptz
      )
    ),
    deliveries as (
      update webhook_deliveries
      set status = records.delivery_status,
          outcome_code = records.outcome_code,
          attempt_count = records.attempt,
          next_attempt_at = records.next_attempt_at,
          settled_at = records.settled_at,
          leased_until = null
      from records
      where webhook_deliveries.company_id = ${actor.companyId}::bigint
        and webhook_deliveries.id = any(${records.map((record) => record.deliveryId)}::uuid[])
        and webhook_deliveries.id = records.delivery_id
        and webhook_deliveries.settled_at is null
        and webhook_deliveries.round = records.round
        and webhook_deliveries.attempt_count = records.attempt - 1
    )
    insert into webhook_attempts (
      company_id, delivery_id, round, attempt, webhook_id, started_at, duration_ms, status,
      error_class, request_headers, response_headers, response_body
    )
    select ${actor.companyId}::bigint, delivery_id, round, attempt, webhook_id, started_at,
      duration_ms, status, error_class, request_headers, response_headers, response_body
    from records
    on conflict (company_id, delivery_id, round, attempt) do nothing
  `);
