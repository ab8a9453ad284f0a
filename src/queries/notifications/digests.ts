import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import { DIGEST_TIME_DEFAULT } from '../../domain/notifications/defaults.ts';
import { ROLES, type Scope } from '../../domain/shared/permissions.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { casesWithinReach } from '../cases/records.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { MailedRow, selectMailed } from './mails.ts';

/** The daily digests of users: when, and of what. */

const DigestRow = z.object({
  at_time: z.string(),
  time_zone: z.string(),
  next_at: z.date().nullable(),
  last_on: z.string().nullable(),
});
export type DigestRow = z.infer<typeof DigestRow>;

export const findDigest = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<DigestRow | undefined> =>
  parseFirst(
    DigestRow,
    await sql`
      select at_time, time_zone, next_at, last_on::text
      from notification_digests
      where company_id = ${actor.companyId}::bigint and user_id = ${userId}::bigint
    `,
  );

/** Creates it if it is missing, and locks it: before the notifications of its user. */
export const lockDigest = async (
  { sql, actor }: Transaction,
  { userId, timeZone }: { userId: number; timeZone: string },
): Promise<DigestRow> => {
  const [row] = await sql`
    insert into notification_digests (company_id, user_id, at_time, time_zone)
    values (
      ${actor.companyId}::bigint, ${userId}::bigint, ${DIGEST_TIME_DEFAULT}::text, ${timeZone}::text
    )
    on conflict (company_id, user_id) do update set updated_at = now()
    returning at_time, time_zone, next_at, last_on::text
  `;
  return DigestRow.parse(row);
};

/** Under the lock of the digest. */
export const setDigest = async (
  { sql, actor }: Transaction,
  { userId, ...digest }: DigestRow & { userId: number },
): Promise<void> => {
  await sql`
    update notification_digests
    set at_time = ${digest.at_time}::text,
        time_zone = ${digest.time_zone}::text,
        next_at = ${digest.next_at}::timestamptz,
        last_on = ${digest.last_on}::date,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and user_id = ${userId}::bigint
  `;
};

export const hasDailyKind = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<boolean> => {
  const rows = await sql`
    select
    from notification_preferences
    where company_id = ${actor.companyId}::bigint
      and user_id = ${userId}::bigint
      and email
      and is_daily
    limit 1
  `;
  return rows.length > 0;
};

const OwnedDigestRow = DigestRow.extend({
  user_id: z.number(),
  next_at: z.date(),
  is_active: z.boolean(),
  role: z.enum(ROLES),
  call_centre_id: z.number().nullable(),
});
export type OwnedDigestRow = z.infer<typeof OwnedDigestRow>;

const lockDigests = (sql: Transaction['sql'], condition: ReturnType<Transaction['sql']>) => sql`
  select notification_digests.user_id, notification_digests.at_time,
    notification_digests.time_zone, notification_digests.next_at,
    notification_digests.last_on::text, users.is_active, users.role, users.call_centre_id
  from notification_digests
  join users
    on users.company_id = notification_digests.company_id
    and users.id = notification_digests.user_id
  where notification_digests.next_at is not null
    and ${condition}
  order by notification_digests.next_at, notification_digests.user_id
`;

/** Those whose time has come, the earliest first. Locks them. Index: notification_digests_next_at. */
export const lockDueDigests = async (
  { sql, actor }: Transaction,
  { now, limit }: { now: Date; limit: number },
): Promise<OwnedDigestRow[]> =>
  parseRows(
    OwnedDigestRow,
    await sql`
      ${lockDigests(
        sql,
        sql`notification_digests.company_id = ${actor.companyId}::bigint
          and notification_digests.next_at <= ${now}::timestamptz`,
      )}
      limit ${limit}::integer
      for no key update of notification_digests
    `,
  );

/** Those whose next time was computed for another time zone. Locks them. */
export const lockDigestsOfOtherZones = async (
  { sql, actor }: Transaction,
  { timeZone, limit }: { timeZone: string; limit: number },
): Promise<OwnedDigestRow[]> =>
  parseRows(
    OwnedDigestRow,
    await sql`
      ${lockDigests(
        sql,
        sql`notification_digests.company_id = ${actor.companyId}::bigint
          and notification_digests.time_zone <> ${timeZone}::text`,
      )}
      limit ${limit}::integer
      for no key update of notification_digests
    `,
  );

export const findNextDigestAt = async ({ sql, actor }: Transaction): Promise<Date | null> => {
  const [row] = await sql`
    select min(next_at) as next_at
    from notification_digests
    where company_id = ${actor.companyId}::bigint and next_at is not null
  `;
  return z.object({ next_at: z.date().nullable() }).parse(row).next_at;
};

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
 * What is said of a notification: of a case that its user no longer sees, nothing; that a case of the user is due is
 * said by the list of cases.
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

const QuietRow = z.object({
  company_id: z.number(),
  mail_id: z.string(),
  user_id: z.number(),
  digest_on: z.string(),
});

/** Digests that have not ended, without a waiting command. */
export const listQuietDigests = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<z.infer<typeof QuietRow>[]> =>
  parseRows(
    QuietRow,
    await database`
      select company_id, mail_id, user_id, digest_on::text
      from list_quiet_digests(
        ${input.after ?? NIL_UUID}::uuid, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );
