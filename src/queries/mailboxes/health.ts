import { z } from 'zod';
import type { Health } from '../../domain/mailboxes/health.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** What the cycles of a mailbox found. */

const WatchedRow = z.object({
  email: z.string(),
  is_active: z.boolean(),
  synced_at: z.date().nullable(),
  watched_since: z.date(),
  failure_code: z.string().nullable(),
  failure_count: z.number(),
  failed_cycle_id: z.string().nullable(),
  failing_since: z.date().nullable(),
  refused_since: z.date().nullable(),
  paused_at: z.date().nullable(),
  success_count: z.number(),
  failure_notified_at: z.date().nullable(),
  late_notified_at: z.date().nullable(),
  failure_told_at: z.date().nullable(),
  late_told_at: z.date().nullable(),
});
export type WatchedRow = z.infer<typeof WatchedRow>;

/** Locks it, so that cycles of one mailbox are judged one after the other. Undefined: it was deleted. */
export const lockHealth = async (
  { sql, actor }: Transaction,
  mailboxId: number,
): Promise<WatchedRow | undefined> =>
  parseFirst(
    WatchedRow,
    await sql`
      select mailboxes.email, mailboxes.is_active, mailbox_health.synced_at,
        mailbox_health.watched_since, mailbox_health.failure_code, mailbox_health.failure_count,
        mailbox_health.failed_cycle_id, mailbox_health.failing_since, mailbox_health.refused_since,
        mailbox_health.paused_at, mailbox_health.success_count, mailbox_health.failure_notified_at,
        mailbox_health.late_notified_at, mailbox_health.failure_told_at, mailbox_health.late_told_at
      from mailbox_health
      join mailboxes
        on mailboxes.company_id = mailbox_health.company_id
        and mailboxes.id = mailbox_health.mailbox_id
        and mailboxes.deleted_at is null
      where mailbox_health.company_id = ${actor.companyId}::bigint
        and mailbox_health.mailbox_id = ${mailboxId}::bigint
      for update of mailbox_health
    `,
  );

export const saveHealth = (
  { sql, actor, send }: Transaction,
  mailboxId: number,
  health: Health,
): void =>
  send(sql`
    update mailbox_health
    set synced_at = ${health.synced_at}::timestamptz,
        failure_code = ${health.failure_code}::text,
        failure_count = ${health.failure_count}::integer,
        failed_cycle_id = ${health.failed_cycle_id}::uuid,
        failing_since = ${health.failing_since}::timestamptz,
        refused_since = ${health.refused_since}::timestamptz,
        paused_at = ${health.paused_at}::timestamptz,
        success_count = ${health.success_count}::integer,
        failure_notified_at = ${health.failure_notified_at}::timestamptz,
        late_notified_at = ${health.late_notified_at}::timestamptz,
        failure_told_at = ${health.failure_told_at}::timestamptz,
        late_told_at = ${health.late_told_at}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${mailboxId}::bigint
  `);

/**
 * The mailbox begins without failures: it is new, a person resumed it, or its credentials changed. Its owners
 * hear that it works again if they were told of a failure: `failure_notified_at` and `late_notified_at` stay.
 */
export const resetHealth = async (
  { sql, actor }: Transaction,
  { mailboxId, now, isNewLogin }: { mailboxId: number; now: Date; isNewLogin: boolean },
): Promise<void> => {
  await sql`
    insert into mailbox_health (company_id, mailbox_id, watched_since)
    values (${actor.companyId}::bigint, ${mailboxId}::bigint, ${now}::timestamptz)
    on conflict (company_id, mailbox_id) do update
    set watched_since = excluded.watched_since,
        failure_code = null,
        failure_count = 0,
        failing_since = null,
        refused_since = null,
        paused_at = null,
        success_count = 0,
        failure_told_at = case when not ${isNewLogin}::boolean then mailbox_health.failure_told_at end,
        access_token_encrypted =
          case when not ${isNewLogin}::boolean then mailbox_health.access_token_encrypted end
  `;
  await sql`
    update mailbox_leases
    set retry_at = null, retry_count = 0
    where company_id = ${actor.companyId}::bigint and mailbox_id = ${mailboxId}::bigint
  `;
};

const OWNER_COUNT_MAX = 100;

export const listOwners = async ({ sql, actor }: Transaction): Promise<number[]> =>
  parseRows(
    z.object({ id: z.number() }),
    await sql`
      select id
      from users
      where company_id = ${actor.companyId}::bigint
        and is_active
        and role = 'owner'
      order by id
      limit ${OWNER_COUNT_MAX}::integer
    `,
  ).map(({ id }) => id);

const MailboxOfCompanyRow = z.object({ company_id: z.number(), mailbox_id: z.number() });
export type MailboxOfCompanyRow = z.infer<typeof MailboxOfCompanyRow>;

/** Of all companies. */
export const listLateMailboxes = async (
  database: Database,
  { since, limit }: { since: Date; limit: number },
): Promise<MailboxOfCompanyRow[]> =>
  parseRows(
    MailboxOfCompanyRow,
    await database`
      select company_id, mailbox_id
      from list_late_mailboxes(${since}::timestamptz, ${limit}::integer)
    `,
  );

/** Of all companies: paused ones that were not tried for `probeSeconds`. */
export const listMailboxesToProbe = async (
  database: Database,
  { probeSeconds, limit }: { probeSeconds: number; limit: number },
): Promise<MailboxOfCompanyRow[]> =>
  parseRows(
    MailboxOfCompanyRow,
    await database`
      select company_id, mailbox_id
      from list_mailboxes_to_probe(${probeSeconds}::integer, ${limit}::integer)
    `,
  );

/** Of all companies, in order of id. Deleted ones too, for some days. */
export const listScheduledMailboxes = async (
  database: Database,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<MailboxOfCompanyRow[]> =>
  parseRows(
    MailboxOfCompanyRow,
    await database`
      select company_id, mailbox_id
      from list_scheduled_mailboxes(${afterId}::bigint, ${limit}::integer)
    `,
  );

export const TROUBLES = ['credentials_refused', 'failing', 'late'] as const;

/** Active mailboxes of all companies that do not synchronise as they should. */
export const countMailboxesInTrouble = async (
  database: Database,
  lateSince: Date,
): Promise<{ reason: (typeof TROUBLES)[number]; count: number }[]> =>
  parseRows(
    z.object({ reason: z.enum(TROUBLES), count: z.number() }),
    await database`
      select reason, count
      from count_mailboxes_in_trouble(${lateSince}::timestamptz)
    `,
  );

const ScheduledRow = z.object({ is_wanted: z.boolean(), is_paused: z.boolean() });

/** What the schedule of a mailbox should be. Locks the row: a change of it writes its own command. */
export const lockScheduled = async (
  { sql, actor }: Transaction,
  mailboxId: number,
): Promise<{ isWanted: boolean; isPaused: boolean } | undefined> => {
  const row = parseFirst(
    ScheduledRow,
    await sql`
      select mailboxes.deleted_at is null as is_wanted,
        not mailboxes.is_active or mailbox_health.paused_at is not null as is_paused
      from mailboxes
      left join mailbox_health
        on mailbox_health.company_id = mailboxes.company_id
        and mailbox_health.mailbox_id = mailboxes.id
      where mailboxes.company_id = ${actor.companyId}::bigint
        and mailboxes.id = ${mailboxId}::bigint
      for update of mailboxes
    `,
  );
  return row && { isWanted: row.is_wanted, isPaused: row.is_paused };
};
