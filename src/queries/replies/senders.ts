import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** The mailboxes that messages are sent from. */

const SenderRow = z.object({
  id: z.number(),
  name: z.string(),
  email: z.string(),
  provider: z.string(),
  call_centre_id: z.number().nullable(),
  signature: z.string().nullable(),
  is_active: z.boolean(),
  is_deleted: z.boolean(),
  /** The server refuses its credentials. */
  is_paused: z.boolean(),
});
export type SenderRow = z.infer<typeof SenderRow>;

const selectSender = (sql: Transaction['sql']) => sql`
  select mailboxes.id, mailboxes.name, mailboxes.email, mailboxes.provider,
    mailboxes.call_centre_id, mailboxes.signature, mailboxes.is_active,
    mailboxes.deleted_at is not null as is_deleted,
    mailbox_health.paused_at is not null as is_paused
  from mailboxes
  left join mailbox_health
    on mailbox_health.company_id = mailboxes.company_id
    and mailbox_health.mailbox_id = mailboxes.id
`;

/** `isLocked`: until the end of the transaction nobody else counts what it sends. */
export const findSender = async (
  { sql, actor }: Transaction,
  { id, isLocked = false }: { id: number; isLocked?: boolean },
): Promise<SenderRow | undefined> =>
  parseFirst(
    SenderRow,
    await sql`
      ${selectSender(sql)}
      where mailboxes.company_id = ${actor.companyId}::bigint and mailboxes.id = ${id}::bigint
      ${isLocked ? sql`for no key update of mailboxes` : sql``}
    `,
  );

/** Those that are not deleted, by name. */
export const listSenders = async (
  { sql, actor }: Transaction,
  { limit }: { limit: number },
): Promise<SenderRow[]> =>
  parseRows(
    SenderRow,
    await sql`
      ${selectSender(sql)}
      where mailboxes.company_id = ${actor.companyId}::bigint and mailboxes.deleted_at is null
      order by mailboxes.name, mailboxes.id
      limit ${limit}::integer
    `,
  );
