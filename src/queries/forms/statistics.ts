import { z } from 'zod';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseRows } from '../shared/rows.ts';

const DayRow = z.object({
  day: z.string(),
  submissions: z.number(),
  confirmed: z.number(),
  converted: z.number(),
});
export type FormDayRow = z.infer<typeof DayRow>;

/** One row per day, today included, oldest first: the leads of that day, by their state now. Index: leads_form. */
export const countFormLeadsByDay = async (
  { sql, actor }: Transaction,
  input: { formId: number; scope: Scope; dayCount: number; timeZone: string; now: Date },
): Promise<FormDayRow[]> =>
  parseRows(
    DayRow,
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
        select (leads.created_at at time zone ${input.timeZone}::text)::date as day,
          count(*) as submissions,
          count(leads.email_confirmed_at) as confirmed,
          count(leads.converted_at) as converted
        from leads
        where leads.company_id = ${actor.companyId}::bigint
          and leads.form_id = ${input.formId}::bigint
          and ${reachCondition(sql, input.scope, {
            userId: 'leads.assigned_to',
            callCentreId: 'leads.call_centre_id',
          })}
          and leads.created_at >= (select since from window_start)
        group by 1
      )
      select days.day::text as day, coalesce(counted.submissions, 0) as submissions,
        coalesce(counted.confirmed, 0) as confirmed, coalesce(counted.converted, 0) as converted
      from days
      left join counted on counted.day = days.day
      order by days.day
    `,
  );
