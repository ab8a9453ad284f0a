import { z } from 'zod';
import { RISK_LEVELS } from '../domain/case-analyses/kinds.ts';
import { CASE_AGES, type CaseReportQuery } from '../domain/case-reports/shapes.ts';
import { CASE_PRIORITIES, CASE_STATUSES, CASE_TYPES } from '../domain/cases/words.ts';
import type { StatisticsStep } from '../domain/inbox-statistics/shapes.ts';
import type { Scope } from '../domain/shared/permissions.ts';
import type { Transaction } from '../platform/database.ts';
import { casesWithinReach } from './cases/records.ts';

/** Figures of cases. A day is one of the reader's time zone. All cases within reach are read once. */

export interface CaseReportInput {
  scope: Scope;
  /** Days, both included. */
  from: string;
  to: string;
  timeZone: string;
  step: StatisticsStep;
  filter: Pick<CaseReportQuery, 'call_centre_id' | 'assigned_to' | 'case_type'>;
}

const flow = { opened_count: z.number(), resolved_count: z.number() };
const figures = { ...flow, open_count: z.number() };
const count = { count: z.number() };

const Report = z.object({
  ...flow,
  open_count: z.number(),
  overdue_count: z.number(),
  median_seconds: z.number().nullable(),
  p90_seconds: z.number().nullable(),
  periods: z.array(z.object({ since: z.string(), ...flow })),
  by_type: z.array(z.object({ case_type: z.enum(CASE_TYPES), ...figures })),
  by_status: z.array(z.object({ status: z.enum(CASE_STATUSES), ...count })),
  by_priority: z.array(z.object({ priority: z.enum(CASE_PRIORITIES), ...count })),
  by_age: z.array(z.object({ age: z.enum(CASE_AGES), ...count })),
  by_risk: z.array(z.object({ risk_level: z.enum(RISK_LEVELS).nullable(), ...count })),
  by_agent: z.array(
    z.object({
      user_id: z.number().nullable(),
      name: z.string().nullable(),
      ...figures,
      median_seconds: z.number().nullable(),
    }),
  ),
  by_client: z.array(z.object({ client_id: z.number(), name: z.string(), ...figures })),
});

/** More than a company has agents. */
const AGENT_COUNT_MAX = 500;
const CLIENT_COUNT_MAX = 50;

type Sql = Transaction['sql'];
type Fragment = ReturnType<Sql>;

const listed = (sql: Sql, rows: Fragment): Fragment => sql`
  (select coalesce(jsonb_agg(to_jsonb(listed)), '[]') from (${rows}) as listed)
`;

const flowOf = (sql: Sql): Fragment => sql`
  count(*) filter (where counted.is_opened) as opened_count,
  count(*) filter (where counted.is_resolved) as resolved_count
`;

const figuresOf = (sql: Sql): Fragment => sql`
  ${flowOf(sql)}, count(*) filter (where counted.is_open) as open_count
`;

const median = (sql: Sql, share: number): Fragment => sql`
  round(
    percentile_disc(${share}::double precision) within group (
      order by extract(epoch from counted.ended_at - counted.created_at)
    ) filter (where counted.is_resolved)
  )::double precision
`;

export const readCaseReport = async (
  tx: Transaction,
  input: CaseReportInput,
): Promise<z.infer<typeof Report>> => {
  const { sql, actor } = tx;
  const [row] = await sql`
    with counted as materialized (
      select cases.id, cases.case_type, cases.status, cases.priority, cases.assigned_to,
        cases.person_id, cases.created_at, cases.due_on, ended.at as ended_at,
        cases.status not in ('resolu', 'ferme') as is_open,
        ${within(sql, sql`cases.created_at`, input)} as is_opened,
        coalesce(${within(sql, sql`ended.at`, input)}, false) as is_resolved
      from cases
      cross join lateral (select coalesce(cases.resolved_at, cases.closed_at) as at) as ended
      where cases.company_id = ${actor.companyId}::bigint
        and cases.deleted_at is null
        and ${casesWithinReach(sql, input.scope)}
        ${filterOf(sql, input.filter)}
    )
    select ${figuresOf(sql)},
      count(*) filter (
        where counted.is_open and counted.due_on < (now() at time zone ${input.timeZone}::text)::date
      ) as overdue_count,
      ${median(sql, 0.5)} as median_seconds, ${median(sql, 0.9)} as p90_seconds,
      ${periods(sql, input)} as periods,
      ${listed(
        sql,
        sql`select counted.case_type, ${figuresOf(sql)} from counted group by 1 order by 1`,
      )} as by_type,
      ${listed(sql, sql`select counted.status, count(*) as count from counted group by 1`)} as by_status,
      ${listed(
        sql,
        sql`
          select counted.priority, count(*) as count
          from counted where counted.is_open group by 1
        `,
      )} as by_priority,
      ${listed(
        sql,
        sql`
          select case
              when counted.created_at > now() - interval '7 days' then 'week'
              when counted.created_at > now() - interval '30 days' then 'month'
              when counted.created_at > now() - interval '90 days' then 'quarter'
              else 'longer'
            end as age, count(*) as count
          from counted where counted.is_open group by 1
        `,
      )} as by_age,
      ${byRisk(tx)} as by_risk, ${byAgent(tx)} as by_agent, ${byClient(tx)} as by_client
    from counted
  `;
  return Report.parse(row);
};

const within = (
  sql: Sql,
  instant: Fragment,
  { from, to, timeZone }: CaseReportInput,
): Fragment => sql`
  (
    ${instant} >= ${from}::date::timestamp at time zone ${timeZone}::text
    and ${instant} < (${to}::date + 1)::timestamp at time zone ${timeZone}::text
  )
`;

const filterOf = (sql: Sql, filter: CaseReportInput['filter']): Fragment => sql`
  ${
    filter.call_centre_id === undefined
      ? sql``
      : sql`and cases.call_centre_id = ${filter.call_centre_id}::bigint`
  }
  ${filter.case_type === undefined ? sql`` : sql`and cases.case_type = ${filter.case_type}::text`}
  ${
    filter.assigned_to === undefined
      ? sql``
      : filter.assigned_to === 'none'
        ? sql`and cases.assigned_to is null`
        : sql`and cases.assigned_to = ${filter.assigned_to}::bigint`
  }
`;

const periods = (sql: Sql, { from, to, step, timeZone }: CaseReportInput): Fragment =>
  listed(
    sql,
    sql`
      select since.day::date::text as since,
        (
          select count(*) from counted
          where counted.is_opened
            and date_trunc(${step}::text, counted.created_at at time zone ${timeZone}::text) = since.day
        ) as opened_count,
        (
          select count(*) from counted
          where counted.is_resolved
            and date_trunc(${step}::text, counted.ended_at at time zone ${timeZone}::text) = since.day
        ) as resolved_count
      from generate_series(
        date_trunc(${step}::text, ${from}::date::timestamp), ${to}::date::timestamp,
        ('1 ' || ${step}::text)::interval
      ) as since(day)
      order by since.day
    `,
  );

/** Of the last analysis that says one. Index: case_analyses_case_id_version_company_id_key. */
const byRisk = ({ sql, actor }: Transaction): Fragment =>
  listed(
    sql,
    sql`
      select last.risk_level, count(*) as count
      from counted
      left join lateral (
        select case_analyses.risk_level
        from case_analyses
        where case_analyses.company_id = ${actor.companyId}::bigint
          and case_analyses.case_id = counted.id
          and case_analyses.status in ('succeeded', 'partial')
        order by case_analyses.version desc
        limit 1
      ) as last on true
      where counted.is_open
      group by 1
    `,
  );

const byAgent = ({ sql, actor }: Transaction): Fragment =>
  listed(
    sql,
    sql`
      select counted.assigned_to as user_id, users.name, ${figuresOf(sql)},
        ${median(sql, 0.5)} as median_seconds
      from counted
      left join users
        on users.company_id = ${actor.companyId}::bigint and users.id = counted.assigned_to
      where counted.is_open or counted.is_opened or counted.is_resolved
      group by 1, 2
      order by open_count desc, opened_count desc, 1
      limit ${AGENT_COUNT_MAX}::integer
    `,
  );

const byClient = ({ sql, actor }: Transaction): Fragment =>
  listed(
    sql,
    sql`
      select counted.person_id as client_id, people.name, ${figuresOf(sql)}
      from counted
      join people on people.company_id = ${actor.companyId}::bigint and people.id = counted.person_id
      where counted.is_open or counted.is_opened or counted.is_resolved
      group by 1, 2
      order by count(*) desc, 1
      limit ${CLIENT_COUNT_MAX}::integer
    `,
  );
