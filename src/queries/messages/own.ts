import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/**
 * Until the end of the transaction no other one stores mail of this company. So two mails of one thread find
 * each other, the same mail of two mailboxes is stored once, and no two of these transactions wait for each other's
 * rows. Not awaited: the next statement runs after it on the same connection.
 */
export const lockIngest = ({ sql, actor, send }: Transaction): void =>
  send(sql`
    select pg_advisory_xact_lock(hashtextextended(${`ingest/${actor.companyId}`}::text, 0))
  `);

const MailboxRow = z.object({
  id: z.number(),
  address: z.string(),
  imap_host: z.string(),
  trusted_authserv_id: z.string().nullable(),
});

/** The company's mailboxes, also inactive ones, with their addresses in lower case. */
export const listOwnMailboxes = async ({
  sql,
  actor,
}: Transaction): Promise<z.infer<typeof MailboxRow>[]> =>
  parseRows(
    MailboxRow,
    await sql`
      select mailboxes.id, lower(mailboxes.email) as address, mailboxes.imap_host,
        mailboxes.trusted_authserv_id
      from mailboxes
      where mailboxes.company_id = ${actor.companyId}::bigint
        and mailboxes.deleted_at is null
    `,
  );
