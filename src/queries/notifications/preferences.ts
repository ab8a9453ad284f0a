import { z } from 'zod';
import { MAIL_STATUSES } from '../../domain/shared/mail-status.ts';
import { PREFERENCE_DEFAULT } from '../../domain/notifications/defaults.ts';
import type { EmailMode } from '../../domain/notifications/preferences.ts';
import type { Transaction } from '../../platform/database.ts';
import { kindOf } from '../../platform/notification-kind.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** What users chose for kinds of notifications. */

const PreferenceRow = z.object({
  kind: z.string(),
  console: z.boolean(),
  email: z.boolean(),
  is_daily: z.boolean(),
});
export type PreferenceRow = z.infer<typeof PreferenceRow>;

/** Only what the user chose. */
export const listPreferences = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<PreferenceRow[]> =>
  parseRows(
    PreferenceRow,
    await sql`
      select kind, console, email, is_daily
      from notification_preferences
      where company_id = ${actor.companyId}::bigint and user_id = ${userId}::bigint
    `,
  );

/** Two changes at once of one kind both count: each sets what it names. */
export const changePreference = async (
  { sql, actor }: Transaction,
  input: { userId: number; kind: string; console?: boolean; mode?: EmailMode },
): Promise<void> => {
  const { console: shown = null, mode } = input;
  const email = mode === undefined ? null : mode !== 'no';
  const isDaily = mode === undefined ? null : mode === 'daily';
  await sql`
    insert into notification_preferences (company_id, user_id, kind, console, email, is_daily)
    values (
      ${actor.companyId}::bigint, ${input.userId}::bigint, ${input.kind}::text,
      coalesce(${shown}::boolean, ${PREFERENCE_DEFAULT.console}::boolean),
      coalesce(${email}::boolean, ${PREFERENCE_DEFAULT.email}::boolean),
      coalesce(${isDaily}::boolean, ${PREFERENCE_DEFAULT.is_daily}::boolean)
    )
    on conflict (company_id, user_id, kind) do update
    set console = coalesce(${shown}::boolean, notification_preferences.console),
        email = coalesce(${email}::boolean, notification_preferences.email),
        is_daily = coalesce(${isDaily}::boolean, notification_preferences.is_daily),
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
    set is_mail_wanted = false, is_digest_wanted = false
    where company_id = ${actor.companyId}::bigint
      and user_id = ${input.userId}::bigint
      and ${kindOf(sql, sql`type`)} = ${input.kind}::text
      and (is_mail_wanted or is_digest_wanted)
      and mail_id is null
  `;
};

/**
 * What waits for the digest is mailed at once: the kind is no longer in it. Out: false if nothing waited.
 */
export const hurryUnmailed = async (
  { sql, actor }: Transaction,
  input: { userId: number; kind: string },
): Promise<boolean> => {
  const moved = await sql`
    update notifications
    set is_mail_wanted = true, is_digest_wanted = false
    where company_id = ${actor.companyId}::bigint
      and user_id = ${input.userId}::bigint
      and ${kindOf(sql, sql`type`)} = ${input.kind}::text
      and is_digest_wanted
      and mail_id is null
  `;
  return moved.count > 0;
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
