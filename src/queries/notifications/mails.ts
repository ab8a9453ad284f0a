import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database.ts';
import { LOCALES } from '../../domain/companies/shapes.ts';
import { ENTITY_TYPES } from '../../domain/entities/types.ts';
import { ROLES } from '../../domain/shared/permissions.ts';
import { MAIL_STATUSES, type MailStatus } from '../../domain/shared/mail-status.ts';
import {
  caseIdOf,
  conversationIdOf,
  joinSubject,
  leadIdOf,
  mailboxIdOf,
  taskIdOf,
  webhookIdOf,
} from './records.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Mails that list the notifications of a user, at most one open per user. */

const IdRow = z.object({ id: z.string() });

/** The mail that is not ended. One run per user writes it. */
export const findOpenMail = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<string | undefined> =>
  parseFirst(
    IdRow,
    await sql`
      select id
      from notification_mails
      where company_id = ${actor.companyId}::bigint
        and user_id = ${userId}::bigint
        and status in ('waiting', 'sending')
        and digest_on is null
    `,
  )?.id;

/** What was read in the meantime, or is of a disabled user, needs no mail. */
export const dropUnneededMails = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<void> => {
  await sql`
    update notifications
    set is_mail_wanted = false
    from users
    where notifications.company_id = ${actor.companyId}::bigint
      and notifications.user_id = ${userId}::bigint
      and notifications.is_mail_wanted
      and notifications.mail_id is null
      and users.company_id = notifications.company_id
      and users.id = notifications.user_id
      and (notifications.read_at is not null or not users.is_active)
  `;
};

/**
 * Puts what waits into a new mail, in one statement: a mail without a notification would say nothing. Out:
 * false if nothing waits.
 */
export const openMail = async (
  { sql, actor }: Transaction,
  input: { userId: number; mailId: string },
): Promise<boolean> => {
  const mailed = await sql`
    with waiting as (
      select id
      from notifications
      where company_id = ${actor.companyId}::bigint
        and user_id = ${input.userId}::bigint
        and is_mail_wanted
        and mail_id is null
      for no key update
    ),
    mail as (
      insert into notification_mails (id, company_id, user_id, status)
      select ${input.mailId}::uuid, ${actor.companyId}::bigint, ${input.userId}::bigint, 'waiting'
      where exists (select from waiting)
    )
    update notifications
    set mail_id = ${input.mailId}::uuid
    from waiting
    where notifications.company_id = ${actor.companyId}::bigint
      and notifications.id = waiting.id
  `;
  return mailed.count > 0;
};

const MailRow = z.object({
  status: z.enum(MAIL_STATUSES),
  error: z.string().nullable(),
  created_at: z.date(),
  email: z.string(),
  name: z.string(),
  locale: z.enum(LOCALES),
  is_active: z.boolean(),
  role: z.enum(ROLES),
  call_centre_id: z.number().nullable(),
  company_name: z.string(),
  /** Of a digest: its day. */
  digest_on: z.string().nullable(),
});
export type MailRow = z.infer<typeof MailRow>;

export const lockMail = async (
  { sql, actor }: Transaction,
  input: { userId: number; mailId: string },
): Promise<MailRow | undefined> =>
  parseFirst(
    MailRow,
    await sql`
      select notification_mails.status, notification_mails.error, notification_mails.created_at,
        notification_mails.digest_on::text, users.email, users.name, users.locale, users.is_active,
        users.role, users.call_centre_id, companies.name as company_name
      from notification_mails
      join users
        on users.company_id = notification_mails.company_id
        and users.id = notification_mails.user_id
      join companies on companies.id = notification_mails.company_id
      where notification_mails.company_id = ${actor.companyId}::bigint
        and notification_mails.user_id = ${input.userId}::bigint
        and notification_mails.id = ${input.mailId}::uuid
      for update of notification_mails
    `,
  );

export const MailedRow = z.object({
  code: z.string(),
  params: z.unknown(),
  type: z.string(),
  entite_type: z.enum(ENTITY_TYPES).nullable(),
  entite_ref: z.string().nullable(),
  action_id: z.string().nullable(),
  lead_id: z.number().nullable(),
  webhook_id: z.number().nullable(),
  mailbox_id: z.number().nullable(),
  task_id: z.number().nullable(),
  case_id: z.number().nullable(),
  conversation_id: z.number().nullable(),
  /** A draft that waits for a person. */
  draft: z.object({ id: z.string(), version: z.number() }).nullable(),
});
export type MailedRow = z.infer<typeof MailedRow>;

/** With what the words and the link of each need. */
export const selectMailed = (sql: Transaction['sql']) => sql`
  select notifications.id, notifications.code, notifications.params, notifications.type,
    entities.type as entite_type, entities.ref as entite_ref, actions.id as action_id,
    ${leadIdOf(sql)} as lead_id, ${webhookIdOf(sql)} as webhook_id,
    ${mailboxIdOf(sql)} as mailbox_id, ${taskIdOf(sql)} as task_id, ${caseIdOf(sql)} as case_id,
    ${conversationIdOf(sql)} as conversation_id,
    case notifications.subject_type
      when 'auto_reply' then (
        select jsonb_build_object('id', auto_replies.id, 'version', auto_replies.version)
        from auto_replies
        where auto_replies.company_id = notifications.company_id
          and auto_replies.id = notifications.subject_id::uuid
          and auto_replies.status = 'waiting'
      )
    end as draft
  from notifications
  ${joinSubject(sql)}
`;

/** The newest that belong to a mail, newest first. */
export const listMailed = async (
  { sql, actor }: Transaction,
  input: { mailId: string; limit: number },
): Promise<MailedRow[]> =>
  parseRows(
    MailedRow,
    await sql`
      ${selectMailed(sql)}
      where notifications.company_id = ${actor.companyId}::bigint
        and notifications.mail_id = ${input.mailId}::uuid
      order by notifications.id desc
      limit ${input.limit}::integer
    `,
  );

/** All that belong to a mail. */
export const countMailed = async ({ sql, actor }: Transaction, mailId: string): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from notifications
    where company_id = ${actor.companyId}::bigint and mail_id = ${mailId}::uuid
  `;
  return z.number().parse(row?.['count']);
};

/** Under the lock of `lockMail`. */
export const setMail = async (
  { sql, actor }: Transaction,
  input: { mailId: string; status: MailStatus; error: string | null; mailedAt: Date | null },
): Promise<void> => {
  await sql`
    update notification_mails
    set status = ${input.status}::text,
        error = ${input.error}::text,
        mailed_at = ${input.mailedAt}::timestamptz
    where company_id = ${actor.companyId}::bigint and id = ${input.mailId}::uuid
  `;
};

const QuietRow = z.object({ company_id: z.number(), user_id: z.number() });

/** Users with an open mail, or with notifications that wait for one, without a waiting command. */
export const listQuietNotificationMails = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<z.infer<typeof QuietRow>[]> =>
  parseRows(
    QuietRow,
    await database`
      select company_id, user_id
      from list_quiet_notification_mails(
        ${input.after ?? '0'}::bigint, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );
