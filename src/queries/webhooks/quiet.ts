import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/** Deliveries whose attempt is overdue, for the reconciler. */

const QuietEventRow = z.object({ company_id: z.number(), event_id: z.string() });
export type QuietEventRow = z.infer<typeof QuietEventRow>;

/** Events with a delivery overdue by `quietSeconds` and without a waiting command, sorted by id. */
export const listQuietDeliveries = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<QuietEventRow[]> =>
  parseRows(
    QuietEventRow,
    await database`
      select company_id, event_id
      from list_quiet_deliveries(
        ${input.after ?? NIL_UUID}::uuid, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );

/** Locks the due deliveries of an event. Out: false if none is due any more, or an attempt is under way. */
export const lockDueDeliveries = async (
  { sql, actor }: Transaction,
  { eventId, now }: { eventId: string; now: Date },
): Promise<boolean> => {
  const due = await sql`
    select 1
    from webhook_deliveries
    where company_id = ${actor.companyId}::bigint
      and event_id = ${eventId}::uuid
      and status = 'pending'
      and next_attempt_at <= ${now}::timestamptz
      and (leased_until is null or leased_until <= ${now}::timestamptz)
    order by id
    for update
  `;
  return due.count > 0;
};
