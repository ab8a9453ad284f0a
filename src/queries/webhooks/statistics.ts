import { z } from 'zod';
import { DELIVERY_STATUSES } from '../../domain/webhooks/deliveries.ts';
import { WEBHOOK_ERROR_CLASSES } from '../../domain/webhooks/error-classes.ts';
import { COUNTED_ROW_COUNT_MAX } from '../../domain/webhooks/statistics.ts';
import type { Transaction } from '../../platform/database.ts';
import { firstIdAt } from '../actions/records.ts';
import { parseRows } from '../shared/rows.ts';

/** Counts of a webhook's deliveries and attempts in a window. */

export interface WindowInput {
  webhookId: number;
  since: Date;
  until: Date;
}

const DeliveryCountRow = z.object({ status: z.enum(DELIVERY_STATUSES), count: z.number() });

/** By status, of the newest COUNTED_ROW_COUNT_MAX + 1. Index: webhook_deliveries_webhook. */
export const countDeliveries = async (
  { sql, actor }: Transaction,
  { webhookId, since }: WindowInput,
): Promise<z.infer<typeof DeliveryCountRow>[]> =>
  parseRows(
    DeliveryCountRow,
    await sql`
      select recent.status, count(*) as count
      from (
        select webhook_deliveries.status
        from webhook_deliveries
        where webhook_deliveries.company_id = ${actor.companyId}::bigint
          and webhook_deliveries.webhook_id = ${webhookId}::bigint
          and webhook_deliveries.id >= ${firstIdAt(since.getTime())}::uuid
        order by webhook_deliveries.id desc
        limit ${COUNTED_ROW_COUNT_MAX + 1}::integer
      ) as recent
      group by recent.status
    `,
  );

const AttemptCountsRow = z.object({
  count: z.number(),
  failed_count: z.number(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  error_classes: z
    .array(z.object({ error_class: z.enum(WEBHOOK_ERROR_CLASSES), count: z.number() }))
    .nullable(),
  intervals: z.array(
    z.object({
      since: z.string(),
      succeeded_count: z.number(),
      failed_count: z.number(),
      p95_ms: z.number().nullable(),
    }),
  ),
});
export type AttemptCountsRow = z.infer<typeof AttemptCountsRow>;

/** Of the newest COUNTED_ROW_COUNT_MAX + 1 attempts. Index: webhook_attempts_webhook. */
export const countAttempts = async (
  { sql, actor }: Transaction,
  input: WindowInput & { step: 'hour' | 'day'; timeZone: string },
): Promise<AttemptCountsRow> => {
  const start = (instant: Column) =>
    sql`date_trunc(${input.step}::text, ${instant}, ${input.timeZone}::text)`;
  const [row] = await sql`
    with recent as materialized (
      select webhook_attempts.started_at, webhook_attempts.error_class,
        case when webhook_attempts.status is not null then webhook_attempts.duration_ms end
          as answered_ms
      from webhook_attempts
      where webhook_attempts.company_id = ${actor.companyId}::bigint
        and webhook_attempts.webhook_id = ${input.webhookId}::bigint
        and webhook_attempts.started_at >= ${input.since}::timestamptz
      order by webhook_attempts.started_at desc
      limit ${COUNTED_ROW_COUNT_MAX + 1}::integer
    ),
    by_class as (
      select recent.error_class, count(*) as count
      from recent
      where recent.error_class is not null
      group by recent.error_class
    ),
    counted as (
      select ${start(sql`recent.started_at`)} as since,
        count(*) filter (where recent.error_class is null) as succeeded_count,
        count(*) filter (where recent.error_class is not null) as failed_count,
        percentile_disc(0.95) within group (order by recent.answered_ms) as p95_ms
      from recent
      group by 1
    ),
    starts as (
      select distinct ${start(sql`instants.at`)} as since
      from generate_series(
        ${input.since}::timestamptz, ${input.until}::timestamptz, interval '1 hour'
      ) as instants(at)
    )
    select count(*) as count,
      count(*) filter (where recent.error_class is not null) as failed_count,
      percentile_disc(0.5) within group (order by recent.answered_ms) as p50,
      percentile_disc(0.95) within group (order by recent.answered_ms) as p95,
      (
        select jsonb_agg(
          jsonb_build_object('error_class', by_class.error_class, 'count', by_class.count)
          order by by_class.count desc, by_class.error_class
        )
        from by_class
      ) as error_classes,
      (
        select jsonb_agg(
          jsonb_build_object(
            'since', starts.since,
            'succeeded_count', coalesce(counted.succeeded_count, 0),
            'failed_count', coalesce(counted.failed_count, 0),
            'p95_ms', counted.p95_ms
          )
          order by starts.since
        )
        from starts
        left join counted on counted.since = starts.since
      ) as intervals
    from recent
  `;
  return AttemptCountsRow.parse(row);
};
type Column = ReturnType<Transaction['sql']>;
