import { z } from 'zod';
import type { DeliveryOutcome } from '../../domain/webhooks/deliveries.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/** Pending deliveries of webhooks that were switched off or deleted. */

const EventIdRow = z.object({ event_id: z.string() });

/**
 * Cancels pending deliveries of one webhook, in no order. Left out: a delivery whose attempt is under way,
 * so that its result counts, and one that another transaction changes. Twice: what has ended stays as it is.
 * Out: the event of each.
 */
export const cancelPendingDeliveries = async (
  { sql, actor }: Transaction,
  input: { webhookId: number; outcome: DeliveryOutcome; now: Date; limit: number },
): Promise<string[]> => {
  const rows = await sql`
    with pending as materialized (
      select id
      from webhook_deliveries
      where company_id = ${actor.companyId}::bigint
        and webhook_id = ${input.webhookId}::bigint
        and status = 'pending'
        and (leased_until is null or leased_until <= ${input.now}::timestamptz)
      limit ${input.limit}::integer
      for update skip locked
    )
    update webhook_deliveries
    set status = 'cancelled',
        outcome_code = ${input.outcome}::text,
        settled_at = ${input.now}::timestamptz,
        next_attempt_at = null,
        leased_until = null
    from pending
    where webhook_deliveries.company_id = ${actor.companyId}::bigint
      and webhook_deliveries.id = pending.id
    returning webhook_deliveries.event_id
  `;
  return parseRows(EventIdRow, rows).map((row) => row.event_id);
};

const StoppedWebhookRow = z.object({
  company_id: z.number(),
  webhook_id: z.number(),
  is_deleted: z.boolean(),
});
export type StoppedWebhookRow = z.infer<typeof StoppedWebhookRow>;

/** Inactive and deleted webhooks that have pending deliveries without an attempt under way. */
export const listStoppedWebhooks = async (
  database: Database,
  limit: number,
): Promise<StoppedWebhookRow[]> =>
  parseRows(
    StoppedWebhookRow,
    await database`
      select company_id, webhook_id, is_deleted
      from list_stopped_webhooks(${limit}::integer)
    `,
  );
