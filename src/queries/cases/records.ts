import { z } from 'zod';
import {
  CASE_PRIORITIES,
  CASE_STATUSES,
  CASE_TYPES,
  type CasePriority,
  type CaseStatus,
  type CaseType,
} from '../../domain/cases/words.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { pointsOf } from '../contacts/points.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseFirst } from '../shared/rows.ts';

/** Reads, locks, inserts and changes one case. Lists: list.ts. */

const Points = z.array(z.object({ value: z.string() }));

export const CaseRow = z.object({
  id: z.number(),
  reference: z.string(),
  title: z.string(),
  person_id: z.number(),
  person_name: z.string(),
  person_emails: Points,
  person_phones: Points,
  case_type: z.enum(CASE_TYPES),
  status: z.enum(CASE_STATUSES),
  priority: z.enum(CASE_PRIORITIES),
  description: z.string().nullable(),
  assigned_to: z.number().nullable(),
  assigned_to_name: z.string().nullable(),
  call_centre_id: z.number().nullable(),
  due_on: z.string().nullable(),
  status_changed_at: z.date(),
  resolved_at: z.date().nullable(),
  closed_at: z.date().nullable(),
  content_version: z.number(),
  created_by: z.number().nullable(),
  created_by_name: z.string().nullable(),
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
  deleted_at: z.date().nullable(),
});
export type CaseRow = z.infer<typeof CaseRow>;

export const caseColumns = (sql: Transaction['sql']) => sql`
  cases.id, cases.reference, cases.title, cases.person_id, people.name as person_name,
  points.emails as person_emails, points.phones as person_phones, cases.case_type, cases.status,
  cases.priority, cases.description, cases.assigned_to, assignees.name as assigned_to_name,
  cases.call_centre_id, cases.due_on::text, cases.status_changed_at, cases.resolved_at,
  cases.closed_at, cases.content_version, cases.created_by, creators.name as created_by_name,
  cases.version, cases.created_at, cases.updated_at, cases.deleted_at
`;

export const caseJoins = (tx: Transaction) => tx.sql`
  join people on people.company_id = cases.company_id and people.id = cases.person_id
  cross join lateral (${pointsOf(tx, 'person')}) as points
  left join users assignees
    on assignees.company_id = cases.company_id and assignees.id = cases.assigned_to
  left join users creators
    on creators.company_id = cases.company_id and creators.id = cases.created_by
`;

export const casesWithinReach = (sql: Transaction['sql'], scope: Scope) =>
  reachCondition(sql, scope, { userId: 'cases.assigned_to', callCentreId: 'cases.call_centre_id' });

interface FindCaseInput {
  id: number;
  scope: Scope;
  isLocked?: boolean;
  withDeleted?: boolean;
}

/** Within the scope. */
export const findCase = async (
  tx: Transaction,
  { id, scope, isLocked = false, withDeleted = false }: FindCaseInput,
): Promise<CaseRow | undefined> => {
  const { sql, actor } = tx;
  return parseFirst(
    CaseRow,
    await sql`
      select ${caseColumns(sql)}
      from cases
      ${caseJoins(tx)}
      where cases.company_id = ${actor.companyId}::bigint
        and cases.id = ${id}::bigint
        and ${withDeleted ? sql`cases.erased_at` : sql`cases.deleted_at`} is null
        and ${casesWithinReach(sql, scope)}
      ${isLocked ? sql`for no key update of cases` : sql``}
    `,
  );
};

/** The next number of the year. Until the end of the transaction no other one of the company gets one. */
export const takeCaseNumber = async (
  { sql, actor }: Transaction,
  timeZone: string,
): Promise<{ year: number; number: number }> => {
  const [row] = await sql`
    insert into case_numbers as numbers (company_id, year, last_number)
    values (
      ${actor.companyId}::bigint, extract(year from now() at time zone ${timeZone}::text)::integer, 1
    )
    on conflict (company_id, year) do update set last_number = numbers.last_number + 1
    returning year, last_number as number
  `;
  return z.object({ year: z.number(), number: z.number() }).parse(row);
};

export interface CaseFields {
  title: string;
  person_id: number;
  case_type: CaseType;
  status: CaseStatus;
  priority: CasePriority;
  description: string | null;
  assigned_to: number | null;
  due_on: string | null;
}

interface NewCase extends CaseFields {
  reference: string;
  call_centre_id: number | null;
  created_by: number;
}

/** Out: its id. */
export const insertCase = async ({ sql, actor }: Transaction, input: NewCase): Promise<number> => {
  const [row] = await sql`
    insert into cases (
      company_id, reference, call_centre_id, person_id, title, case_type, status, priority,
      description, assigned_to, due_on, created_by, resolved_at, closed_at
    )
    values (
      ${actor.companyId}::bigint, ${input.reference}::text, ${input.call_centre_id}::bigint,
      ${input.person_id}::bigint, ${input.title}::text, ${input.case_type}::text,
      ${input.status}::text, ${input.priority}::text, ${input.description}::text,
      ${input.assigned_to}::bigint, ${input.due_on}::date, ${input.created_by}::bigint,
      case when ${input.status}::text = 'resolu' then now() end,
      case when ${input.status}::text = 'ferme' then now() end
    )
    returning id
  `;
  return z.object({ id: z.number() }).parse(row).id;
};

/**
 * The caller holds the row and has compared the version. A case that is closed keeps the time at which it was
 * resolved; one that is opened again loses both.
 */
export const updateCase = async (
  { sql, actor }: Transaction,
  input: CaseFields & { id: number },
): Promise<void> => {
  await sql`
    update cases
    set title = ${input.title}::text,
        person_id = ${input.person_id}::bigint,
        case_type = ${input.case_type}::text,
        status = ${input.status}::text,
        priority = ${input.priority}::text,
        description = ${input.description}::text,
        assigned_to = ${input.assigned_to}::bigint,
        due_on = ${input.due_on}::date,
        status_changed_at = case when status = ${input.status}::text then status_changed_at else now() end,
        resolved_at = case ${input.status}::text
          when 'resolu' then coalesce(resolved_at, now())
          when 'ferme' then resolved_at
        end,
        closed_at = case when ${input.status}::text = 'ferme' then coalesce(closed_at, now()) end,
        content_version = content_version + 1,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
  `;
};

/** A note, a file or a link of it changed. */
export const touchCase = async ({ sql, actor }: Transaction, id: number): Promise<void> => {
  await sql`
    update cases
    set content_version = content_version + 1, updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
};

/** Under the row's lock. */
export const setCaseDeleted = async (
  { sql, actor }: Transaction,
  { id, isDeleted }: { id: number; isDeleted: boolean },
): Promise<void> => {
  await sql`
    update cases
    set deleted_at = case when ${isDeleted}::boolean then now() end,
        deleted_by = case when ${isDeleted}::boolean then ${actor.userId}::bigint end,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
};
