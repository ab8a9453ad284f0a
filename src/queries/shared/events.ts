import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from './rows.ts';

/** Public events. Written by `tx.emit` in the transaction of the change; never updated. */

const EventRow = z.object({
  id: z.string(),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  occurred_at: z.date(),
});
export type EventRow = z.infer<typeof EventRow>;

const EVENT_COUNT_MAX = 250;

/** Oldest first, at most 250. */
export const listEventsOf = async (
  { sql, actor }: Transaction,
  subject: { type: string; id: string },
): Promise<EventRow[]> =>
  parseRows(
    EventRow,
    await sql`
      select id, type, data, occurred_at
      from events
      where company_id = ${actor.companyId}::bigint
        and subject_type = ${subject.type}::text
        and subject_id = ${subject.id}::text
      order by id
      limit ${EVENT_COUNT_MAX}::integer
    `,
  );
