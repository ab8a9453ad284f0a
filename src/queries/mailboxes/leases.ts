import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

/** The lease of a mailbox: one run reads it at a time. With what a cycle must know before it connects. */

const LeaseRow = z.object({
  id: z.number(),
  email: z.string(),
  imap_host: z.string(),
  call_centre_id: z.number().nullable(),
  first_sync_days: z.number(),
  is_active: z.boolean(),
  created_at: z.date(),
  /** The server refused the credentials. */
  paused_at: z.date().nullable(),
  /** The last cycle that read it to its end. */
  synced_at: z.date().nullable(),
  failure_code: z.string().nullable(),
  holder: z.string().nullable(),
  held_until: z.date().nullable(),
  folders_listed_at: z.date().nullable(),
  retry_at: z.date().nullable(),
  retry_count: z.number(),
  quarantine_told_at: z.date().nullable(),
});
export type LeaseRow = z.infer<typeof LeaseRow>;

/**
 * The mailbox with its lease, locked: requests for a cycle and the ends of cycles come one after the other.
 * Undefined: there is no such mailbox, or it was deleted.
 */
export const lockLease = async (
  { sql, actor }: Transaction,
  mailboxId: number,
): Promise<LeaseRow | undefined> => {
  const found = await selectLocked({ sql, actor }, mailboxId);
  if (found !== undefined) return found;
  await sql`
    insert into mailbox_leases (company_id, mailbox_id)
    select company_id, id
    from mailboxes
    where company_id = ${actor.companyId}::bigint and id = ${mailboxId}::bigint
    on conflict (company_id, mailbox_id) do nothing
  `;
  return selectLocked({ sql, actor }, mailboxId);
};

const selectLocked = async (
  { sql, actor }: Pick<Transaction, 'sql' | 'actor'>,
  mailboxId: number,
): Promise<LeaseRow | undefined> =>
  parseFirst(
    LeaseRow,
    await sql`
      select mailboxes.id, mailboxes.email, mailboxes.imap_host, mailboxes.call_centre_id,
        mailboxes.first_sync_days, mailboxes.is_active, mailboxes.created_at, mailbox_health.paused_at,
        mailbox_health.synced_at, mailbox_health.failure_code, mailbox_leases.holder, mailbox_leases.held_until,
        mailbox_leases.folders_listed_at, mailbox_leases.retry_at, mailbox_leases.retry_count,
        mailbox_leases.quarantine_told_at
      from mailbox_leases
      join mailboxes
        on mailboxes.company_id = mailbox_leases.company_id
        and mailboxes.id = mailbox_leases.mailbox_id
      left join mailbox_health
        on mailbox_health.company_id = mailbox_leases.company_id
        and mailbox_health.mailbox_id = mailbox_leases.mailbox_id
      where mailbox_leases.company_id = ${actor.companyId}::bigint
        and mailbox_leases.mailbox_id = ${mailboxId}::bigint
        and mailboxes.deleted_at is null
      for no key update of mailbox_leases
    `,
  );

/** Under the lock of the lease. */
export const holdLease = async (
  { sql, actor }: Transaction,
  input: { mailboxId: number; holder: string; until: Date },
): Promise<void> => {
  await sql`
    update mailbox_leases
    set holder = ${input.holder}::text, held_until = ${input.until}::timestamptz
    where company_id = ${actor.companyId}::bigint and mailbox_id = ${input.mailboxId}::bigint
  `;
};

/** Out: false if another run has the mailbox now. */
export const renewLease = async (
  { sql, actor }: Transaction,
  input: { mailboxId: number; holder: string; until: Date },
): Promise<boolean> => {
  const renewed = await sql`
    update mailbox_leases
    set held_until = ${input.until}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${input.mailboxId}::bigint
      and holder = ${input.holder}::text
  `;
  return renewed.count > 0;
};

/** Twice, or after another run took it: nothing changes. */
export const returnLease = async (
  { sql, actor }: Transaction,
  input: { mailboxId: number; holder: string; retryAt: Date | null; retryCount: number },
): Promise<void> => {
  await sql`
    update mailbox_leases
    set holder = null, held_until = null, retry_at = ${input.retryAt}::timestamptz,
        retry_count = ${input.retryCount}::integer
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${input.mailboxId}::bigint
      and holder = ${input.holder}::text
  `;
};

export const setQuarantineTold = async (
  { sql, actor }: Transaction,
  { mailboxId, at }: { mailboxId: number; at: Date },
): Promise<void> => {
  await sql`
    update mailbox_leases
    set quarantine_told_at = ${at}::timestamptz
    where company_id = ${actor.companyId}::bigint and mailbox_id = ${mailboxId}::bigint
  `;
};

export const setFoldersListed = async (
  { sql, actor }: Transaction,
  { mailboxId, at }: { mailboxId: number; at: Date },
): Promise<void> => {
  await sql`
    update mailbox_leases
    set folders_listed_at = ${at}::timestamptz
    where company_id = ${actor.companyId}::bigint and mailbox_id = ${mailboxId}::bigint
  `;
};
