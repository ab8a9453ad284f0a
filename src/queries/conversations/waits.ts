import { z } from 'zod';
import { AUTOMATIC_FLAGS } from '../../domain/conversations/automatic.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

/** Who waits for whom, from the messages of a conversation. Index: messages_conversation. */

/** A reply that was taken back, or that no server accepts, is no answer. */
const NEVER_SENT = ['cancelled', 'failed'];

export const isByPerson = (sql: Transaction['sql']) => sql`
  (
    not (messages.flags && ${[...AUTOMATIC_FLAGS]}::text[])
    and coalesce(messages.status <> all (${NEVER_SENT}::text[]), true)
  )
`;

interface Input {
  conversationId: number;
  after: Date;
}

const At = z.object({ at: z.date() });

/** The contact's first message after our last reply. */
export const findWaitingSince = async (
  { sql, actor }: Transaction,
  { conversationId, after }: Input,
): Promise<Date | null> =>
  parseFirst(
    At,
    await sql`
      select messages.occurred_at as at
      from messages
      where messages.company_id = ${actor.companyId}::bigint
        and messages.conversation_id = ${conversationId}::bigint
        and messages.direction = 'in'
        and messages.occurred_at > ${after}::timestamptz
        and ${isByPerson(sql)}
      order by messages.occurred_at
      limit 1
    `,
  )?.at ?? null;

/** Our first reply to the contact's first message. */
export const findFirstReplyAt = async (
  { sql, actor }: Transaction,
  { conversationId, after }: Input,
): Promise<Date | null> =>
  parseFirst(
    At,
    await sql`
      select messages.occurred_at as at
      from messages
      where messages.company_id = ${actor.companyId}::bigint
        and messages.conversation_id = ${conversationId}::bigint
        and messages.direction = 'out'
        and messages.occurred_at >= ${after}::timestamptz
        and ${isByPerson(sql)}
      order by messages.occurred_at
      limit 1
    `,
  )?.at ?? null;
