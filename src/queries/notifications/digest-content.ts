import { z } from 'zod';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { casesWithinReach } from '../cases/records.ts';
import { parseRows } from '../shared/rows.ts';
import { MailedRow, selectMailed } from './mails.ts';

/** What the daily digests of users say. */

/** What was read in the meantime needs no mail. `isAll`: of a user who gets none. */
export const dropUndigested = async (
  { sql, actor }: Transaction,
  { userId, isAll }: { userId: number; isAll: boolean },
): Promise<void> => {
  await sql`
    update notifications
    set is_digest_wanted = false
    where company_id = ${actor.companyId}::bigint
      and user_id = ${userId}::bigint
      and is_digest_wanted
      and mail_id is null
      and (${isAll}::boolean or read_at is not null)
  `;
};

export interface DigestScope {
  userId: number;
  scope: Scope;
}

/**
 * What is said of a notification: of a case that its user no longer sees, or an action about one, nothing; that a case
 * of the user is due is said by the list of cases.
 */
const isSaid = (sql: Transaction['sql'], { userId, scope }: DigestScope) => sql`
  notifications.read_at is null
  and (
    notifications.subject_type is distinct from 'case'
    or exists (
      select
      from cases
      where cases.company_id = notifications.company_id
        and cases.id = notifications.subject_id::bigint
        and cases.deleted_at is null
        and ${casesWithinReach(sql, scope)}
        and (
          notifications.type not in ('CASE_DUE', 'CASE_OVERDUE')
          or cases.assigned_to is distinct from ${userId}::bigint
        )
    )
  )
  and not exists (
    select
    from actions about
    where notifications.subject_type = 'action'
      and about.company_id = notifications.company_id
      and about.id = case
        when notifications.subject_type = 'action' then notifications.subject_id::uuid
      end
      and about.entite_type = 'dossier'
      and not exists (
        select
        from cases
        where cases.company_id = about.company_id
          and cases.reference = about.entite_id
          and cases.deleted_at is null
          and ${casesWithinReach(sql, scope)}
      )
  )
`;

export const hasUndigested = async (
  { sql, actor }: Transaction,
  asked: DigestScope,
): Promise<boolean> => {
  const rows = await sql`
    select
    from notifications
    where notifications.company_id = ${actor.companyId}::bigint
      and notifications.user_id = ${asked.userId}::bigint
      and notifications.is_digest_wanted
      and notifications.mail_id is null
      and ${isSaid(sql, asked)}
    limit 1
  `;
  return rows.length > 0;
};

/** Puts what waits into the digest of a day. Out: false if that day has one. */
export const openDigest = async (
  { sql, actor }: Transaction,
  input: { userId: number; mailId: string; digestOn: string },
): Promise<boolean> => {
  const opened = await sql`
    insert into notification_mails (id, company_id, user_id, status, digest_on)
    values (
      ${input.mailId}::uuid, ${actor.companyId}::bigint, ${input.userId}::bigint, 'waiting',
      ${input.digestOn}::date
    )
    on conflict (company_id, user_id, digest_on) where digest_on is not null do nothing
  `;
  if (opened.count === 0) return false;
  await sql`
    update notifications
    set mail_id = ${input.mailId}::uuid
    where company_id = ${actor.companyId}::bigint
      and user_id = ${input.userId}::bigint
      and is_digest_wanted
      and mail_id is null
  `;
  return true;
};

/** The newest of a digest that are unread, newest first, and how many there are. */
export const listDigested = async (
  { sql, actor }: Transaction,
  { mailId, limit, ...asked }: DigestScope & { mailId: string; limit: number },
): Promise<{ rows: MailedRow[]; count: number }> => {
  const Counted = MailedRow.extend({ count: z.number() });
  const rows = parseRows(
    Counted,
    await sql`
      select digested.*, count(*) over () as count
      from (
        ${selectMailed(sql)}
        where notifications.company_id = ${actor.companyId}::bigint
          and notifications.mail_id = ${mailId}::uuid
          and ${isSaid(sql, asked)}
      ) as digested
      order by digested.id desc
      limit ${limit}::integer
    `,
  );
  return { rows, count: rows[0]?.count ?? 0 };
};

interface DueInput {
  userId: number;
  /** `2026-12-01` */
  day: string;
  timeZone: string;
  /** What is overdue for longer is left out, as in the to-do list. */
  days: number;
  limit: number;
}

const DueCaseRow = z.object({
  id: z.number(),
  reference: z.string(),
  title: z.string(),
  due_on: z.string(),
  count: z.number(),
});
const DueTaskRow = z.object({
  title: z.string(),
  due_on: z.string(),
  case_id: z.number().nullable(),
  conversation_id: z.number().nullable(),
  count: z.number(),
});

export interface DueOfUser {
  cases: z.infer<typeof DueCaseRow>[];
  tasks: z.infer<typeof DueTaskRow>[];
}

/** Open cases and tasks of a user that are due on a day or overdue, the longest overdue first; `count`: of all. */
export const listDueOf = async (tx: Transaction, input: DueInput): Promise<DueOfUser> => ({
  cases: await listDueCases(tx, input),
  tasks: await listDueTasks(tx, input),
});

const listDueCases = async ({ sql, actor }: Transaction, input: DueInput) =>
  parseRows(
    DueCaseRow,
    await sql`
      select id, reference, title, due_on::text, count(*) over () as count
      from cases
      where company_id = ${actor.companyId}::bigint
        and assigned_to = ${input.userId}::bigint
        and deleted_at is null
        and status not in ('resolu', 'ferme')
        and due_on between ${input.day}::date - ${input.days}::integer and ${input.day}::date
      order by due_on, id
      limit ${input.limit}::integer
    `,
  );

const listDueTasks = async ({ sql, actor }: Transaction, input: DueInput) =>
  parseRows(
    DueTaskRow,
    await sql`
      select title, (due_at at time zone ${input.timeZone}::text)::date::text as due_on, case_id,
        conversation_id, count(*) over () as count
      from tasks
      where company_id = ${actor.companyId}::bigint
        and assigned_to = ${input.userId}::bigint
        and deleted_at is null
        and done_at is null
        and due_at >= (${input.day}::date - ${input.days}::integer) at time zone ${input.timeZone}::text
        and due_at < (${input.day}::date + 1) at time zone ${input.timeZone}::text
      order by due_at, id
      limit ${input.limit}::integer
    `,
  );
