import { z } from 'zod';
import { MAIL_SECURITIES } from '../../domain/mailboxes/account.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

/** How to log in at a mailbox: what src/services/mailboxes/accounts.ts reads and writes. */

const AccountRow = z.object({
  name: z.string(),
  email: z.string(),
  imap_host: z.string(),
  imap_port: z.number(),
  imap_security: z.enum(MAIL_SECURITIES),
  smtp_host: z.string(),
  smtp_port: z.number(),
  smtp_security: z.enum(MAIL_SECURITIES),
  username: z.string(),
  secret_encrypted: z.instanceof(Buffer),
  access_token_encrypted: z.instanceof(Buffer).nullable(),
});
export type AccountRow = z.infer<typeof AccountRow>;

/** Undefined: there is no such mailbox, or it was deleted. */
export const findAccount = async (
  { sql, actor }: Transaction,
  mailboxId: number,
): Promise<AccountRow | undefined> =>
  parseFirst(
    AccountRow,
    await sql`
      select mailboxes.name, mailboxes.email, mailboxes.imap_host, mailboxes.imap_port,
        mailboxes.imap_security, mailboxes.smtp_host, mailboxes.smtp_port, mailboxes.smtp_security,
        mailboxes.username, mailboxes.secret_encrypted, mailbox_health.access_token_encrypted
      from mailboxes
      left join mailbox_health
        on mailbox_health.company_id = mailboxes.company_id
        and mailbox_health.mailbox_id = mailboxes.id
      where mailboxes.company_id = ${actor.companyId}::bigint
        and mailboxes.id = ${mailboxId}::bigint
        and mailboxes.deleted_at is null
    `,
  );

/** Out: false if another process has it. */
export const leaseToken = async (
  { sql, actor }: Transaction,
  { mailboxId, now, until }: { mailboxId: number; now: Date; until: Date },
): Promise<boolean> => {
  const taken = await sql`
    insert into mailbox_health (company_id, mailbox_id, token_leased_until)
    values (${actor.companyId}::bigint, ${mailboxId}::bigint, ${until}::timestamptz)
    on conflict (company_id, mailbox_id) do update
    set token_leased_until = excluded.token_leased_until
    where mailbox_health.token_leased_until is null
      or mailbox_health.token_leased_until <= ${now}::timestamptz
  `;
  return taken.count > 0;
};

export const returnTokenLease = async (
  { sql, actor }: Transaction,
  { mailboxId, until }: { mailboxId: number; until: Date },
): Promise<void> => {
  await sql`
    update mailbox_health
    set token_leased_until = null
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${mailboxId}::bigint
      and token_leased_until = ${until}::timestamptz
  `;
};

/** Out: false if the credentials were changed meanwhile: the token is then of another account. */
export const replaceSecret = async (
  { sql, actor }: Transaction,
  input: { mailboxId: number; before: Buffer; after: Buffer },
): Promise<boolean> => {
  const changed = await sql`
    update mailboxes
    set secret_encrypted = ${input.after}::bytea
    where company_id = ${actor.companyId}::bigint
      and id = ${input.mailboxId}::bigint
      and secret_encrypted = ${input.before}::bytea
  `;
  return changed.count > 0;
};

export const saveAccessToken = async (
  { sql, actor }: Transaction,
  { mailboxId, envelope }: { mailboxId: number; envelope: Buffer },
): Promise<void> => {
  await sql`
    update mailbox_health
    set access_token_encrypted = ${envelope}::bytea
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${mailboxId}::bigint
  `;
};
