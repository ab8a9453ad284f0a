import { z } from 'zod';
import { MAIL_SECURITIES, type MailServer } from '../../domain/mailboxes/account.ts';
import {
  AUTH_METHODS,
  PROVIDERS,
  type AuthMethod,
  type Provider,
} from '../../domain/mailboxes/presets.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Mailboxes as users see and change them. */

export const MailboxRow = z.object({
  id: z.number(),
  name: z.string(),
  email: z.string(),
  provider: z.enum(PROVIDERS),
  imap_host: z.string(),
  imap_port: z.number(),
  imap_security: z.enum(MAIL_SECURITIES),
  smtp_host: z.string(),
  smtp_port: z.number(),
  smtp_security: z.enum(MAIL_SECURITIES),
  username: z.string(),
  auth_method: z.enum(AUTH_METHODS),
  secret_encrypted: z.instanceof(Buffer),
  call_centre_id: z.number().nullable(),
  call_centre_name: z.string().nullable(),
  signature: z.string().nullable(),
  trusted_authserv_id: z.string().nullable(),
  first_sync_days: z.number(),
  is_active: z.boolean(),
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
  synced_at: z.date().nullable(),
  watched_since: z.date(),
  failure_code: z.string().nullable(),
  failure_count: z.number(),
  failed_cycle_id: z.string().nullable(),
  failing_since: z.date().nullable(),
  paused_at: z.date().nullable(),
  failure_notified_at: z.date().nullable(),
  late_notified_at: z.date().nullable(),
  is_syncing: z.boolean(),
  new_count: z.number(),
  quarantined_count: z.number(),
});
export type MailboxRow = z.infer<typeof MailboxRow>;

/** Indexes of the counts: mailbox_cycles_mailbox, mailbox_items_waiting. */
const selectMailbox = ({ sql, actor }: Transaction) => sql`
  select mailboxes.id, mailboxes.name, mailboxes.email, mailboxes.provider, mailboxes.imap_host,
    mailboxes.imap_port, mailboxes.imap_security, mailboxes.smtp_host, mailboxes.smtp_port,
    mailboxes.smtp_security, mailboxes.username, mailboxes.auth_method, mailboxes.secret_encrypted,
    mailboxes.call_centre_id, call_centres.name as call_centre_name, mailboxes.signature,
    mailboxes.trusted_authserv_id, mailboxes.first_sync_days, mailboxes.is_active, mailboxes.version, mailboxes.created_at,
    mailboxes.updated_at, mailbox_health.synced_at,
    coalesce(mailbox_health.watched_since, mailboxes.created_at) as watched_since,
    mailbox_health.failure_code, coalesce(mailbox_health.failure_count, 0) as failure_count,
    mailbox_health.failed_cycle_id, mailbox_health.failing_since, mailbox_health.paused_at,
    mailbox_health.failure_notified_at, mailbox_health.late_notified_at,
    recent.is_syncing, recent.new_count, waiting.quarantined_count
  from mailboxes
  left join mailbox_health
    on mailbox_health.company_id = mailboxes.company_id
    and mailbox_health.mailbox_id = mailboxes.id
  left join call_centres
    on call_centres.company_id = mailboxes.company_id
    and call_centres.id = mailboxes.call_centre_id
  cross join lateral (
    select coalesce(sum(mailbox_cycles.new_count), 0) as new_count,
      coalesce(bool_or(mailbox_cycles.status = 'running'), false) as is_syncing
    from mailbox_cycles
    where mailbox_cycles.company_id = ${actor.companyId}::bigint
      and mailbox_cycles.mailbox_id = mailboxes.id
      and mailbox_cycles.started_at > now() - interval '24 hours'
  ) as recent
  cross join lateral (
    select count(*) as quarantined_count
    from mailbox_items
    where mailbox_items.company_id = ${actor.companyId}::bigint
      and mailbox_items.mailbox_id = mailboxes.id
      and mailbox_items.outcome = 'quarantined'
  ) as waiting
  where mailboxes.company_id = ${actor.companyId}::bigint
    and mailboxes.deleted_at is null
`;

/** Oldest first. */
export const listMailboxes = async (
  tx: Transaction,
  input: { afterId: number | undefined; limit: number },
): Promise<MailboxRow[]> => {
  const { sql } = tx;
  return parseRows(
    MailboxRow,
    await sql`
      ${selectMailbox(tx)}
        ${input.afterId === undefined ? sql`` : sql`and mailboxes.id > ${input.afterId}::bigint`}
      order by mailboxes.id
      limit ${input.limit}::integer
    `,
  );
};

export const findMailbox = async (
  tx: Transaction,
  { id, isLocked = false }: { id: number; isLocked?: boolean },
): Promise<MailboxRow | undefined> => {
  const { sql } = tx;
  return parseFirst(
    MailboxRow,
    await sql`
      ${selectMailbox(tx)}
        and mailboxes.id = ${id}::bigint
      ${isLocked ? sql`for no key update of mailboxes` : sql``}
    `,
  );
};

/** Call it under `lockSetting`: the maximum holds for requests at once. */
export const countMailboxes = async (
  { sql, actor }: Transaction,
  email: string,
): Promise<{ count: number; isTaken: boolean }> => {
  const [row] = await sql`
    select count(*) as count, coalesce(bool_or(email = ${email}::text), false) as is_taken
    from mailboxes
    where company_id = ${actor.companyId}::bigint
      and deleted_at is null
  `;
  const found = z.object({ count: z.number(), is_taken: z.boolean() }).parse(row);
  return { count: found.count, isTaken: found.is_taken };
};

/** What a change may set. */
export interface MailboxFields {
  name: string;
  imap: MailServer;
  smtp: MailServer;
  username: string;
  authMethod: AuthMethod;
  secretEncrypted: Buffer;
  callCentreId: number | null;
  signature: string | null;
  trustedServer: string | null;
  isActive: boolean;
}

export const insertMailbox = async (
  { sql, actor }: Transaction,
  input: MailboxFields & { email: string; provider: Provider; firstSyncDays: number },
): Promise<number> => {
  const [row] = await sql`
    insert into mailboxes (
      company_id, call_centre_id, name, email, provider, imap_host, imap_port, imap_security,
      smtp_host, smtp_port, smtp_security, username, auth_method, secret_encrypted, signature,
      trusted_authserv_id, first_sync_days, is_active
    )
    values (
      ${actor.companyId}::bigint, ${input.callCentreId}::bigint, ${input.name}::text,
      ${input.email}::text, ${input.provider}::text, ${input.imap.host}::text,
      ${input.imap.port}::integer, ${input.imap.security}::text, ${input.smtp.host}::text,
      ${input.smtp.port}::integer, ${input.smtp.security}::text, ${input.username}::text,
      ${input.authMethod}::text, ${input.secretEncrypted}::bytea, ${input.signature}::text,
      ${input.trustedServer}::text, ${input.firstSyncDays}::integer, ${input.isActive}::boolean
    )
    returning id
  `;
  return z.object({ id: z.number() }).parse(row).id;
};

/** Call it under the row's lock. */
export const updateMailbox = async (
  { sql, actor }: Transaction,
  input: MailboxFields & { id: number },
): Promise<void> => {
  await sql`
    update mailboxes
    set call_centre_id = ${input.callCentreId}::bigint,
        name = ${input.name}::text,
        imap_host = ${input.imap.host}::text,
        imap_port = ${input.imap.port}::integer,
        imap_security = ${input.imap.security}::text,
        smtp_host = ${input.smtp.host}::text,
        smtp_port = ${input.smtp.port}::integer,
        smtp_security = ${input.smtp.security}::text,
        username = ${input.username}::text,
        auth_method = ${input.authMethod}::text,
        secret_encrypted = ${input.secretEncrypted}::bytea,
        signature = ${input.signature}::text,
        trusted_authserv_id = ${input.trustedServer}::text,
        is_active = ${input.isActive}::boolean,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::bigint
  `;
};

/** Soft: its conversations and its history stay. Its secrets go. */
export const deleteMailbox = async ({ sql, actor }: Transaction, id: number): Promise<void> => {
  await sql`
    update mailboxes
    set deleted_at = now(),
        is_active = false,
        secret_encrypted = ''::bytea,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::bigint
  `;
  await sql`
    update mailbox_health
    set access_token_encrypted = null
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${id}::bigint
  `;
};
