import { z } from 'zod';
import { CONVERSATION_STATUSES } from '../../domain/conversations/statuses.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { withinReach } from '../conversations/records.ts';
import { parseRows } from '../shared/rows.ts';

const FoundConversation = z.object({
  id: z.number(),
  subject: z.string(),
  status: z.enum(CONVERSATION_STATUSES),
  contact_name: z.string().nullable(),
  contact_address: z.string().nullable(),
  last_message_at: z.date(),
});
export type FoundConversation = z.infer<typeof FoundConversation>;

/** Those with the newest messages that have all words of the text. Index: messages_search, in the function. */
export const searchConversations = async (
  { sql, actor }: Transaction,
  { text, scope, limit }: { text: string; scope: Scope; limit: number },
): Promise<FoundConversation[]> =>
  parseRows(
    FoundConversation,
    await sql`
      select conversations.id, conversations.subject, conversations.status,
        conversations.contact_name, conversations.contact_address, conversations.last_message_at
      from search_conversations(
        ${text}::text, ${scope.reach}::text, ${scope.userId}::bigint,
        ${scope.callCentreId}::bigint, ${limit}::integer
      ) as found
      join conversations
        on conversations.company_id = ${actor.companyId}::bigint and conversations.id = found.id
      where ${withinReach(sql, scope)} and conversations.status <> 'spam'
      order by conversations.last_message_at desc, conversations.id desc
    `,
  );
