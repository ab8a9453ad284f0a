import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

const ThreadMessage = z.object({
  id: z.number(),
  direction: z.enum(['in', 'out']),
  sender_name: z.string(),
  occurred_at: z.date(),
  subject: z.string(),
  text: z.string(),
  quote_offset: z.number().nullable(),
});
export type ThreadMessage = z.infer<typeof ThreadMessage>;

const MESSAGE_COUNT_MAX = 12;
const TEXT_LENGTH_MAX = 20_000;

/** The newest messages of a conversation, the oldest of them first. Index: messages_conversation. */
export const listThread = async (
  { sql, actor }: Transaction,
  conversationId: number,
  limit = MESSAGE_COUNT_MAX,
): Promise<ThreadMessage[]> =>
  parseRows(
    ThreadMessage,
    await sql`
      select id, direction, sender_name, occurred_at, subject,
        left(text, ${TEXT_LENGTH_MAX}::integer) as text, quote_offset
      from messages
      where company_id = ${actor.companyId}::bigint
        and conversation_id = ${conversationId}::bigint
        and status is distinct from 'cancelled'
      order by occurred_at desc, id desc
      limit ${limit}::integer
    `,
  ).toReversed();
