import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/** New rounds of deliveries, for those that a user asks for again and for those that waited for an endpoint. */

const EventIdRow = z.object({ event_id: z.string() });

const eventIdsOf = (rows: readonly object[]): string[] =>
  parseRows(EventIdRow, rows).map((row) => row.event_id);

/**
 * Opens the next round of deliveries that have ended. Out: their events, in order. Twice: what is open is
 * left alone.
 */
export const openNextRound = async (
  { sql, actor }: Transaction,
  { ids, now }: { ids: readonly string[]; now: Date },
): Promise<string[]> =>
  eventIdsOf(
    await sql`
      update webhook_deliveries
      set status = 'pending',
          outcome_code = null,
          settled_at = null,
          round = round + 1,
          attempt_count = 0,
          next_attempt_at = ${now}::timestamptz,
          leased_until = null
      where company_id = ${actor.companyId}::bigint
        and id = any(${ids}::uuid[])
        and status <> 'pending'
      returning event_id
    `,
  );

/**
 * Opens the next round of one delivery, ended or waiting: its scheduled attempts are not used up. A round
 * without an attempt is kept. Call it under the row's lock, without an attempt under way. A probe that a user
 * asked for is marked by a lease that ends when the attempt is due (`is_asked` in opening.ts).
 */
export const openRound = async (
  { sql, actor }: Transaction,
  { id, dueAt, isProbe }: { id: string; dueAt: Date; isProbe: boolean },
): Promise<void> => {
  await sql`
    update webhook_deliveries
    set status = 'pending',
        outcome_code = null,
        settled_at = null,
        round = case when status = 'pending' and attempt_count = 0 then round else round + 1 end,
        attempt_count = 0,
        next_attempt_at = ${dueAt}::timestamptz,
        leased_until = ${isProbe ? dueAt : null}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::uuid
  `;
};

/**
 * Makes what waits for a webhook due now, the oldest events first. What was attempted begins a new round:
 * the endpoint was repaired or replaced, so earlier attempts tell nothing about it. What another transaction
 * locks is left out: a run has it in hand. Out: the events. Index: webhook_deliveries_pending.
 */
export const releaseWaiting = async (
  { sql, actor }: Transaction,
  { webhookId, now, limit }: { webhookId: number; now: Date; limit: number },
): Promise<string[]> =>
  eventIdsOf(
    await sql`
      with waiting as materialized (
        select id
        from webhook_deliveries
        where company_id = ${actor.companyId}::bigint
          and webhook_id = ${webhookId}::bigint
          and status = 'pending'
          and next_attempt_at > ${now}::timestamptz
          and (leased_until is null or leased_until <= ${now}::timestamptz)
        order by event_id
        limit ${limit}::integer
        for update skip locked
      )
      update webhook_deliveries
      set round = case when attempt_count = 0 then round else round + 1 end,
          attempt_count = 0,
          next_attempt_at = ${now}::timestamptz,
          leased_until = null
      from waiting
      where webhook_deliveries.company_id = ${actor.companyId}::bigint
        and webhook_deliveries.id = waiting.id
      returning webhook_deliveries.event_id
    `,
  );
