import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { json, type Transaction } from '../../platform/database.ts';
import { parseRows } from './rows.ts';

/** Facts that happened. Written in the transaction that made them true; never changed. */

export interface EventIn {
  type: string;
  subjectType: string;
  subjectId: string | number;
  data: object;
  occurredAt: Date;
}

export const insertEvent = async ({ sql, actor }: Transaction, event: EventIn): Promise<void> => {
  await sql`
    insert into events (id, company_id, type, subject_type, subject_id, data, occurred_at)
    values (
      ${uuidv7()}::uuid, ${actor.companyId}::bigint, ${event.type}::text,
      ${event.subjectType}::text, ${String(event.subjectId)}::text, ${json(sql, event.data)},
      ${event.occurredAt}::timestamptz
    )
  `;
};

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
