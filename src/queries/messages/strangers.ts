import type { Transaction } from '../../platform/database.ts';

/** Indexes: conversations_contact_address, messages_conversation. */
export const hasPersonWrittenTo = async (
  { sql, actor }: Transaction,
  address: string,
): Promise<boolean> =>
  (
    await sql`
      select 1
      from conversations
      join messages
        on messages.company_id = conversations.company_id
        and messages.conversation_id = conversations.id
      where conversations.company_id = ${actor.companyId}::bigint
        and conversations.contact_address = ${address}::text
        and messages.direction = 'out'
        and messages.auto_reply_id is null
        and messages.status is distinct from 'cancelled'
      limit 1
    `
  ).length > 0;
