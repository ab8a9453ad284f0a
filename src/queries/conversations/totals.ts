import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';
import { isByPerson } from './waits.ts';

/** What the messages of a conversation come to. Index: messages_conversation. */

const Totals = z.object({
  message_count: z.number(),
  has_attachments: z.boolean(),
  last_message_at: z.date().nullable(),
  last_inbound_at: z.date().nullable(),
  last_reply_at: z.date().nullable(),
  first_inbound_at: z.date().nullable(),
});

/** Without what was taken back before it was sent. */
const isKept = (sql: Transaction['sql']) => sql`messages.status is distinct from 'cancelled'`;

export const findTotals = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<z.infer<typeof Totals>> => {
  const row = parseFirst(
    Totals,
    await sql`
      select count(*) as message_count,
        exists (
          select from message_attachments file
          join messages holder on holder.company_id = file.company_id and holder.id = file.message_id
          where file.company_id = ${actor.companyId}::bigint
            and file.conversation_id = ${conversationId}::bigint
            and not file.is_inline
            and holder.status is distinct from 'cancelled'
        ) as has_attachments,
        max(messages.occurred_at) as last_message_at,
        max(messages.occurred_at) filter (where messages.direction = 'in') as last_inbound_at,
        max(messages.occurred_at) filter (
          where messages.direction = 'out' and ${isByPerson(sql)}
        ) as last_reply_at,
        min(messages.occurred_at) filter (
          where messages.direction = 'in' and ${isByPerson(sql)}
        ) as first_inbound_at
      from messages
      where messages.company_id = ${actor.companyId}::bigint
        and messages.conversation_id = ${conversationId}::bigint
        and ${isKept(sql)}
    `,
  );
  if (!row) throw new Error('an aggregate always has a row');
  return row;
};

/** More than the preview shows, because it is on one line. */
const TEXT_LENGTH_MAX = 2_000;

const LastText = z.object({ text: z.string(), quote_offset: z.number().nullable() });

/** The beginning of the last message, without what it quotes. */
export const findLastText = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<string> => {
  const row = parseFirst(
    LastText,
    await sql`
      select left(messages.text, ${TEXT_LENGTH_MAX}::integer) as text, messages.quote_offset
      from messages
      where messages.company_id = ${actor.companyId}::bigint
        and messages.conversation_id = ${conversationId}::bigint
        and ${isKept(sql)}
      order by messages.occurred_at desc, messages.id desc
      limit 1
    `,
  );
  return row?.text.slice(0, row.quote_offset ?? TEXT_LENGTH_MAX) ?? '';
};
