import { z } from 'zod';
import type { TaskFilter } from '../domain/tasks/shapes.ts';
import type { Scope } from '../domain/shared/permissions.ts';
import type { Transaction } from '../platform/database.ts';
import { reachCondition } from './shared/reach.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

export const TaskRow = z.object({
  id: z.number(),
  title: z.string(),
  due_at: z.date().nullable(),
  assigned_to: z.number().nullable(),
  assigned_to_name: z.string().nullable(),
  conversation_id: z.number().nullable(),
  conversation_subject: z.string().nullable(),
  case_id: z.number().nullable(),
  case_reference: z.string().nullable(),
  case_title: z.string().nullable(),
  person_id: z.number().nullable(),
  person_name: z.string().nullable(),
  call_centre_id: z.number().nullable(),
  done_at: z.date().nullable(),
  done_by: z.number().nullable(),
  created_by: z.number().nullable(),
  created_by_name: z.string().nullable(),
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
});
export type TaskRow = z.infer<typeof TaskRow>;

const ListedTask = TaskRow.extend({ sort_key: z.number() });

const columns = (sql: Transaction['sql']) => sql`
  tasks.id, tasks.title, tasks.due_at, tasks.assigned_to, assignees.name as assigned_to_name,
  tasks.conversation_id, conversations.subject as conversation_subject, tasks.case_id,
  cases.reference as case_reference, cases.title as case_title, tasks.person_id, people.name as person_name, tasks.call_centre_id, tasks.done_at, tasks.done_by, tasks.created_by,
  creators.name as created_by_name, tasks.version, tasks.created_at, tasks.updated_at
`;

const joins = (sql: Transaction['sql']) => sql`
  left join users assignees
    on assignees.company_id = tasks.company_id and assignees.id = tasks.assigned_to
  left join users creators
    on creators.company_id = tasks.company_id and creators.id = tasks.created_by
  left join conversations
    on conversations.company_id = tasks.company_id and conversations.id = tasks.conversation_id
  left join cases
    on cases.company_id = tasks.company_id and cases.id = tasks.case_id and cases.deleted_at is null
  left join people on people.company_id = tasks.company_id and people.id = tasks.person_id
`;

export const tasksWithinReach = (sql: Transaction['sql'], scope: Scope) =>
  reachCondition(sql, scope, { userId: 'tasks.assigned_to', callCentreId: 'tasks.call_centre_id' });

/** Tasks without a date come last. Microseconds since 1970, in the year 2100. */
const NO_DATE_KEY = 4_102_444_800_000_000;

interface ListTasksInput {
  scope: Scope;
  filter: TaskFilter;
  after: readonly [key: number, id: number] | undefined;
  limit: number;
}

/** Done ones: the last done first. Others: the first due first. */
export const listTasks = async (
  { sql, actor }: Transaction,
  { scope, filter, after, limit }: ListTasksInput,
): Promise<z.infer<typeof ListedTask>[]> => {
  const sortKey =
    filter.is_done === true
      ? sql`-(extract(epoch from tasks.done_at) * 1000000)::bigint`
      : sql`coalesce((extract(epoch from tasks.due_at) * 1000000)::bigint, ${NO_DATE_KEY}::bigint)`;
  return parseRows(
    ListedTask,
    await sql`
      select ${columns(sql)}, ${sortKey} as sort_key
      from tasks
      ${joins(sql)}
      where tasks.company_id = ${actor.companyId}::bigint
        and tasks.deleted_at is null
        and ${tasksWithinReach(sql, scope)}
        and ${matching(sql, filter, scope)}
        ${after === undefined ? sql`` : sql`and (${sortKey}, tasks.id) > (${after[0]}::bigint, ${after[1]}::bigint)`}
      order by sort_key, tasks.id
      limit ${limit}::integer
    `,
  );
};

const matching = (sql: Transaction['sql'], filter: TaskFilter, scope: Scope) => sql`
  true
  ${filter.is_done === undefined ? sql`` : sql`and tasks.done_at is ${filter.is_done ? sql`not` : sql``} null`}
  ${filter.assigned_to === undefined ? sql`` : sql`and ${assignedTo(sql, filter.assigned_to, scope)}`}
  ${
    filter.conversation_id === undefined
      ? sql``
      : sql`and tasks.conversation_id = ${filter.conversation_id}::bigint`
  }
  ${filter.case_id === undefined ? sql`` : sql`and tasks.case_id = ${filter.case_id}::bigint`}
  ${filter.person_id === undefined ? sql`` : sql`and tasks.person_id = ${filter.person_id}::bigint`}
  ${filter.due_before === undefined ? sql`` : sql`and tasks.due_at < ${filter.due_before}::timestamptz`}
  ${
    (filter.q ?? '') === ''
      ? sql``
      : sql`
          and to_tsvector('pg_catalog.simple', search_words(tasks.title))
            @@ words_query(${filter.q ?? ''}::text)
        `
  }
`;

const assignedTo = (sql: Transaction['sql'], who: number | 'none' | 'me', scope: Scope) =>
  who === 'none'
    ? sql`tasks.assigned_to is null`
    : sql`tasks.assigned_to = ${who === 'me' ? scope.userId : who}::bigint`;

/** Within the scope and not deleted. */
export const findTask = async (
  { sql, actor }: Transaction,
  input: { id: number; scope: Scope; isLocked?: boolean },
): Promise<TaskRow | undefined> =>
  parseFirst(
    TaskRow,
    await sql`
      select ${columns(sql)}
      from tasks
      ${joins(sql)}
      where tasks.company_id = ${actor.companyId}::bigint
        and tasks.id = ${input.id}::bigint
        and tasks.deleted_at is null
        and ${tasksWithinReach(sql, input.scope)}
      ${input.isLocked === true ? sql`for no key update of tasks` : sql``}
    `,
  );

export interface NewTask {
  title: string;
  dueAt: string | null;
  assignedTo: number | null;
  conversationId: number | null;
  caseId: number | null;
  step: { analysisId: string; step: number } | null;
  personId: number | null;
  callCentreId: number | null;
  createdBy: number;
}

export const insertTask = async ({ sql, actor }: Transaction, input: NewTask): Promise<TaskRow> => {
  const [row] = await sql`
    with tasks as (
      insert into tasks (
        company_id, title, due_at, assigned_to, conversation_id, case_id, person_id, call_centre_id,
        created_by, case_analysis_id, case_analysis_step
      )
      values (
        ${actor.companyId}::bigint, ${input.title}::text, ${input.dueAt}::timestamptz,
        ${input.assignedTo}::bigint, ${input.conversationId}::bigint, ${input.caseId}::bigint,
        ${input.personId}::bigint, ${input.callCentreId}::bigint, ${input.createdBy}::bigint,
        ${input.step?.analysisId ?? null}::uuid, ${input.step?.step ?? null}::integer
      )
      returning *
    )
    select ${columns(sql)} from tasks ${joins(sql)}
  `;
  return TaskRow.parse(row);
};

export interface TaskChange {
  id: number;
  title: string;
  dueAt: Date | null;
  assignedTo: number | null;
  isDone: boolean;
  userId: number;
}

/** The caller holds the row and has compared the version. The first who is done with it stays. */
export const updateTask = async (
  { sql, actor }: Transaction,
  input: TaskChange,
): Promise<TaskRow> => {
  const [row] = await sql`
    with tasks as (
      update tasks
      set title = ${input.title}::text,
          due_at = ${input.dueAt}::timestamptz,
          assigned_to = ${input.assignedTo}::bigint,
          done_at = case when ${input.isDone}::boolean then coalesce(done_at, now()) end,
          done_by = case
            when not ${input.isDone}::boolean then null
            when done_at is null then ${input.userId}::bigint
            else done_by
          end,
          version = version + 1,
          updated_at = now()
      where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
      returning *
    )
    select ${columns(sql)} from tasks ${joins(sql)}
  `;
  return TaskRow.parse(row);
};

/** Under the row's lock. */
export const deleteTask = async ({ sql, actor }: Transaction, id: number): Promise<void> => {
  await sql`
    update tasks
    set deleted_at = now(), version = version + 1, updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
};
