import { z } from 'zod';
import { MAIL_STATUSES } from '../../domain/shared/mail-status.ts';
import { PREFERENCE_DEFAULT } from '../../domain/notifications/defaults.ts';
import type { Transaction } from '../../platform/database.ts';
import { kindOf } from '../../platform/notification-kind.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** What users chose for kinds of notifications. */

const PreferenceRow = z.object({ kind: z.string(), console: z.boolean(), email: z.boolean() });
export type PreferenceRow = z.infer<typeof PreferenceRow>;

/** Only what the user chose. */
export const listPreferences = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<PreferenceRow[]> =>
  parseRows(
    PreferenceRow,
    await sql`
      select kind, console, email
      from notification_preferences
      where company_id = ${actor.companyId}::bigint and user_id = ${userId}::bigint
    `,
  );

/** Two changes at once of one kind both count: each sets what it names. */
export const changePreference = async (
  { sql, actor }: Transaction,
  input: { userId: number; kind: string; console?: boolean; email?: boolean },
): Promise<void> => {
  const { console: shown = null, email = null } = input;
  await sql`
    insert into notification_preferences (company_id, user_id, kind, console, email)
    values (
      ${actor.companyId}::bigint, ${input.userId}::bigint, ${input.kind}::text,
      coalesce(${shown}::boolean, ${PREFERENCE_DEFAULT.console}::boolean),
      coalesce(${email}::boolean, ${PREFERENCE_DEFAULT.email}::boolean)
    )
    on conflict (company_id, user_id, kind) do update
    set console = coalesce(${shown}::boolean, notification_preferences.console),
        email = coalesce(${email}::boolean, notification_preferences.email),
        updated_at = now()
  `;
};

/** Drops the wish for a mail of what no mail lists yet. Called when a user switches mails off. */
export const forgetUnmailed = async (
  { sql, actor }: Transaction,
  input: { userId: number; kind: string },
): Promise<void> => {
  await sql`
    update notifications
    set is_mail_wanted = false
    where company_id = ${actor.companyId}::bigint
      and user_id = ${input.userId}::bigint
      and ${kindOf(sql, sql`type`)} = ${input.kind}::text
      and is_mail_wanted
      and mail_id is null
  `;
};

const LastMailRow = z.object({
  status: z.enum(MAIL_STATUSES),
  error: z.string().nullable(),
  created_at: z.date(),
});

export const findLastMail = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<z.infer<typeof LastMailRow> | undefined> =>
  parseFirst(
    LastMailRow,
    await sql`
      select status, error, created_at
      from notification_mails
      where company_id = ${actor.companyId}::bigint and user_id = ${userId}::bigint
      order by created_at desc
      limit 1
    `,
  );
