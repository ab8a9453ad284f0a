import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/** New rounds of deliveries, and attempts before their time. */

/** A run reads its signals with its history, so a user must not send it one with each click. */
const HASTE_SECONDS = 15;

const EventIdRow = z.object({ event_id: z.string() });

/**
 * Opens the next round of deliveries that have ended. Out: their events, in order. Twice: what is open is
 * left alone.
 */
export const openNextRound = async (
  { sql, actor }: Transaction,
  { ids, now }: { ids: readonly string[]; now: Date },
): Promise<string[]> => {
  const rows = await sql`
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
  `;
  return parseRows(EventIdRow, rows).map((row) => row.event_id);
};

/**
 * Makes the next attempt due now. Twice: within a while it changes nothing, nor while an attempt is under
 * way. Out: the events of what it changed.
 */
export const hastenDeliveries = async (
  { sql, actor }: Transaction,
  { ids, now }: { ids: readonly string[]; now: Date },
): Promise<string[]> => {
  const rows = await sql`
    update webhook_deliveries
    set next_attempt_at = ${now}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and id = any(${ids}::uuid[])
      and status = 'pending'
      and (leased_until is null or leased_until < ${now}::timestamptz)
      and (
        next_attempt_at > ${now}::timestamptz
        or next_attempt_at <= ${now}::timestamptz - make_interval(secs => ${HASTE_SECONDS}::integer)
      )
    returning event_id
  `;
  return parseRows(EventIdRow, rows).map((row) => row.event_id);
};
