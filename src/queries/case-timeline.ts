import { z } from 'zod';
import type { Scope } from '../domain/shared/permissions.ts';
import type { Transaction } from '../platform/database.ts';
import { withinReach } from './conversations/records.ts';
import { parseRows } from './shared/rows.ts';

/** The sources of a case's timeline, each newest first. `at` is a text, as in src/queries/entity-timeline.ts. */

export interface CaseTimelineInput {
  caseId: number;
  /** The position after which the page starts. */
  before: { at: string; key: string } | undefined;
  limit: number;
}

/** Sorts before and after every other position. */
const LATEST = { at: 'infinity', key: '' };

const instant = (sql: Transaction['sql'], column: string) =>
  sql`to_char(${sql(column)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const Values = z.record(z.string(), z.unknown()).nullable();

const ChangeRow = z.object({
  key: z.string(),
  at: z.string(),
  by: z.string().nullable(),
  operation: z.string(),
  before: Values,
  after: Values,
  note_text: z.string().nullable(),
});
export type CaseChangeRow = z.infer<typeof ChangeRow>;

const NOTE_LENGTH_MAX = 1_000;

/** Literals: the planner compares them with the condition of the index audit_entries_case_changes. */
const isChange = (sql: Transaction['sql']) => sql`
  resource_type = 'case'
  and entry ->> 'operation' in (
    'cases.create', 'cases.update', 'cases.status', 'cases.delete', 'cases.restore',
    'case_notes.create', 'case_notes.update', 'case_notes.delete',
    'case_links.create', 'case_links.delete',
    'case_files.create', 'case_files.infected', 'case_files.delete', 'case_files.restore',
    'case_analyses.create', 'case_analyses.cancel', 'case_analyses.end'
  )
`;

export const listCaseChanges = async (
  { sql, actor }: Transaction,
  { caseId, before = LATEST, limit }: CaseTimelineInput,
): Promise<CaseChangeRow[]> =>
  parseRows(
    ChangeRow,
    await sql`
      select change.key, ${instant(sql, 'change.at')} as at, users.name as by, change.operation,
        change.before, change.after, left(case_notes.text, ${NOTE_LENGTH_MAX}::integer) as note_text
      from (
        select 'c' || lpad(sequence::text, 19, '0') as key, occurred_at as at,
          entry ->> 'operation' as operation, (entry ->> 'user_id')::bigint as user_id,
          entry -> 'before' as before, entry -> 'after' as after
        from audit_entries
        where company_id = ${actor.companyId}::bigint
          and ${isChange(sql)}
          and resource_id = ${String(caseId)}::text
          and occurred_at <= ${before.at}::text::timestamptz
          and (occurred_at, 'c' || lpad(sequence::text, 19, '0') collate "C")
            < (${before.at}::text::timestamptz, ${before.key}::text collate "C")
        order by occurred_at desc, sequence desc
        limit ${limit}::integer
      ) change
      left join users
        on users.company_id = ${actor.companyId}::bigint and users.id = change.user_id
      left join case_notes
        on case_notes.company_id = ${actor.companyId}::bigint
        and case_notes.case_id = ${caseId}::bigint
        and case_notes.id = case
          when change.operation like 'case_notes.%' then (change.after ->> 'note_id')::bigint
        end
      order by change.at desc, change.key collate "C" desc
    `,
  );

const NameRow = z.object({
  field: z.enum(['assigned_to', 'client_id']),
  id: z.number(),
  name: z.string(),
});

/** Of the users and clients that changes name, as the case names them to its readers. */
export const listNamesInChanges = async (
  { sql, actor }: Transaction,
  { userIds, clientIds }: { userIds: readonly number[]; clientIds: readonly number[] },
): Promise<z.infer<typeof NameRow>[]> =>
  parseRows(
    NameRow,
    await sql`
      select 'assigned_to' as field, id, name
      from users
      where company_id = ${actor.companyId}::bigint and id = any (${[...userIds]}::bigint[])
      union all
      select 'client_id', id, name
      from people
      where company_id = ${actor.companyId}::bigint and id = any (${[...clientIds]}::bigint[])
    `,
  );

const TaskRow = z.object({
  key: z.string(),
  at: z.string(),
  by: z.string().nullable(),
  id: z.number(),
  title: z.string(),
  is_done: z.boolean(),
});

/** Index: tasks_case. */
export const listCaseTasks = async (
  { sql, actor }: Transaction,
  { caseId, before = LATEST, limit }: CaseTimelineInput,
): Promise<z.infer<typeof TaskRow>[]> =>
  parseRows(
    TaskRow,
    await sql`
      select found.key, ${instant(sql, 'found.at')} as at, users.name as by, found.id, found.title,
        found.is_done
      from (
        select 't' || lpad(id::text, 19, '0') as key, created_at as at, id, title,
          done_at is not null as is_done, created_by
        from tasks
        where company_id = ${actor.companyId}::bigint
          and case_id = ${caseId}::bigint
          and deleted_at is null
      ) found
      left join users
        on users.company_id = ${actor.companyId}::bigint and users.id = found.created_by
      where (found.at, found.key collate "C")
        < (${before.at}::text::timestamptz, ${before.key}::text collate "C")
      order by found.at desc, found.key collate "C" desc
      limit ${limit}::integer
    `,
  );

const MessageRow = z.object({
  key: z.string(),
  at: z.string(),
  by: z.string().nullable(),
  id: z.number(),
  conversation_id: z.number(),
  direction: z.enum(['in', 'out']),
  subject: z.string(),
  preview: z.string(),
});

const PREVIEW_LENGTH = 200;

/** Of the linked conversations that the reader reaches. Index: case_links_case, messages_conversation. */
export const listCaseMessages = async (
  { sql, actor }: Transaction,
  { caseId, scope, before = LATEST, limit }: CaseTimelineInput & { scope: Scope | undefined },
): Promise<z.infer<typeof MessageRow>[]> =>
  scope === undefined
    ? []
    : parseRows(
        MessageRow,
        await sql`
          select found.key, ${instant(sql, 'found.at')} as at, found.by, found.id,
            found.conversation_id, found.direction, found.subject, found.preview
          from (
            select 'm' || lpad(messages.id::text, 19, '0') as key, messages.occurred_at as at,
              case when messages.direction = 'out' then nullif(messages.sender_name, '') end as by,
              messages.id, messages.conversation_id, messages.direction, messages.subject,
              left(messages.text, ${PREVIEW_LENGTH}::integer) as preview
            from case_links
            join conversations
              on conversations.company_id = ${actor.companyId}::bigint
              and conversations.id = case_links.conversation_id
              and conversations.deleted_at is null
              and ${withinReach(sql, scope)}
            join messages
              on messages.company_id = ${actor.companyId}::bigint
              and messages.conversation_id = conversations.id
              and messages.status is distinct from 'cancelled'
            where case_links.company_id = ${actor.companyId}::bigint
              and case_links.case_id = ${caseId}::bigint
          ) found
          where (found.at, found.key collate "C")
            < (${before.at}::text::timestamptz, ${before.key}::text collate "C")
          order by found.at desc, found.key collate "C" desc
          limit ${limit}::integer
        `,
      );
