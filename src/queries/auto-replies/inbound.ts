import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

/** The message that is, or is not, answered. */

const InboundRow = z.object({
  id: z.number(),
  direction: z.enum(['in', 'out']),
  mailbox_id: z.number().nullable(),
  sender_name: z.string(),
  sender_address: z.string().nullable(),
  subject: z.string(),
  internet_message_id: z.string().nullable(),
  flags: z.array(z.string()),
  headers: z.record(z.string(), z.string()),
  text: z.string(),
  quote_offset: z.number().nullable(),
});
export type InboundRow = z.infer<typeof InboundRow>;

const TEXT_LENGTH_MAX = 20_000;

const columns = (sql: Transaction['sql']) => sql`
  id, direction, mailbox_id, sender_name, sender_address, subject, internet_message_id, flags, headers,
  left(text, ${TEXT_LENGTH_MAX}::integer) as text, quote_offset
`;

/** The last message of a conversation, in either direction. Index: messages_conversation. */
export const findNewest = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<InboundRow | undefined> =>
  parseFirst(
    InboundRow,
    await sql`
      select ${columns(sql)}
      from messages
      where company_id = ${actor.companyId}::bigint
        and conversation_id = ${conversationId}::bigint
        and status is distinct from 'cancelled'
      order by occurred_at desc, id desc
      limit 1
    `,
  );

export const findInbound = async (
  { sql, actor }: Transaction,
  messageId: number,
): Promise<InboundRow | undefined> =>
  parseFirst(
    InboundRow,
    await sql`
      select ${columns(sql)}
      from messages
      where id = ${messageId}::bigint and company_id = ${actor.companyId}::bigint
    `,
  );
