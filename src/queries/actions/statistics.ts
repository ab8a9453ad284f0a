import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { ACTION_STATUSES } from '../../domain/actions/statuses.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import { firstIdAt, withinReach } from './records.ts';
import { parseRows } from '../shared/rows.ts';

const DayCountRow = z.object({
  day: z.string(),
  status: z.enum(ACTION_STATUSES).nullable(),
  count: z.number(),
  unrouted_count: z.number(),
});
export type DayCountRow = z.infer<typeof DayCountRow>;

/**
 * One row per day and status; a day without actions has one row without status. The limit on the id
 * (UUIDv7, index actions_company_id) avoids reading older rows; the limit on the instant is exact.
 */
export const countActionsByDay = async (
  { sql, actor }: Transaction,
  input: { scope: Scope; dayCount: number; timeZone: string; now: Date },
): Promise<DayCountRow[]> =>
  parseRows(
    DayCountRow,
    await sql`
      with bounds as (
        select
          date_trunc('day', ${input.now}::timestamptz, ${input.timeZone}::text)
            at time zone ${input.timeZone}::text as today
      ),
      window_start as (
        select (today - make_interval(days => ${input.dayCount}::integer - 1))
          at time zone ${input.timeZone}::text as since
        from bounds
      ),
      days as (
        select (today - make_interval(days => offset_days))::date as day
        from bounds, generate_series(0, ${input.dayCount}::integer - 1) as offset_days
      ),
      counted as (
        select (actions.created_at at time zone ${input.timeZone}::text)::date as day,
          actions.status, count(*) as count,
          count(*) filter (where actions.is_unrouted) as unrouted_count
        from actions
        where actions.company_id = ${actor.companyId}::bigint
          and ${withinReach(sql, input.scope)}
          and actions.id >= ${firstIdAfter(input)}::uuid
          and actions.created_at >= (select since from window_start)
        group by 1, 2
      )
      select days.day::text as day, counted.status, coalesce(counted.count, 0) as count,
        coalesce(counted.unrouted_count, 0) as unrouted_count
      from days
      left join counted on counted.day = days.day
      order by days.day, counted.status
    `,
  );

const DAY_MS = 24 * 60 * 60 * 1000;

/** A lower limit for the ids of the window: one day earlier than its start in any time zone. */
const firstIdAfter = ({ now, dayCount }: { now: Date; dayCount: number }): string =>
  firstIdAt(now.getTime() - (dayCount + 1) * DAY_MS);
