import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';
import { counted, periodOf, planAnew, quarterOf, within, type StatisticsInput } from './range.ts';

const PeriodRow = z.object({
  since: z.string(),
  received_count: z.number(),
  sent_count: z.number(),
});
export type PeriodRow = z.infer<typeof PeriodRow>;

/** Every period of the range, oldest first. Index: messages_statistics, without reading the messages. */
export const countMessages = async (
  tx: Transaction,
  input: StatisticsInput,
): Promise<PeriodRow[]> => {
  const { sql, actor } = tx;
  planAnew(tx);
  return parseRows(
    PeriodRow,
    await sql`
      with quarters as (
        select ${quarterOf(sql, sql`messages.occurred_at`)} as quarter,
          count(*) filter (where messages.direction = 'in') as received_count,
          count(*) filter (where messages.direction = 'out') as sent_count
        from messages
        join conversations
          on conversations.id = messages.conversation_id
          and ${counted(tx, input)}
          and conversations.status <> 'spam'
        where messages.company_id = ${actor.companyId}::bigint
          and ${within(sql, sql`messages.occurred_at`, input)}
          and (messages.status is null or messages.status = 'sent')
        group by 1
      ),
      periods as (
        select ${periodOf(sql, sql`quarters.quarter`, input)} as since,
          sum(quarters.received_count)::bigint as received_count,
          sum(quarters.sent_count)::bigint as sent_count
        from quarters
        group by 1
      )
      select starts.since::date::text as since,
        coalesce(periods.received_count, 0) as received_count,
        coalesce(periods.sent_count, 0) as sent_count
      from generate_series(
        date_trunc(${input.step}::text, ${input.from}::date::timestamp), ${input.to}::date::timestamp,
        ${`1 ${input.step}`}::interval
      ) as starts(since)
      left join periods on periods.since = starts.since::date
      order by starts.since
    `,
  );
};
