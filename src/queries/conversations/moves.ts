import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/** What goes along when messages change their conversation. The caller holds the locks of both. */

interface Move {
  fromId: number;
  toId: number;
}

/** Everything of a conversation. A draft stays behind where its writer has one in the other already. */
export const moveEverything = async (
  { sql, actor }: Transaction,
  { fromId, toId }: Move,
): Promise<void> => {
  const company = sql`company_id = ${actor.companyId}::bigint`;
  for (const table of OWNED) {
    await sql`
      update ${sql(table)}
      set conversation_id = ${toId}::bigint
      where ${company} and conversation_id = ${fromId}::bigint
    `;
  }
  await sql`
    insert into thread_ids (company_id, internet_message_id, conversation_id)
    select company_id, internet_message_id, ${toId}::bigint
    from thread_ids
    where ${company} and conversation_id = ${fromId}::bigint
    on conflict do nothing
  `;
  await sql`delete from thread_ids where ${company} and conversation_id = ${fromId}::bigint`;
  await sql`
    insert into reply_drafts (company_id, conversation_id, user_id, content, updated_at)
    select company_id, ${toId}::bigint, user_id, content, updated_at
    from reply_drafts
    where ${company} and conversation_id = ${fromId}::bigint
    on conflict do nothing
  `;
  await sql`delete from reply_drafts where ${company} and conversation_id = ${fromId}::bigint`;
  await sql`
    delete from conversation_presence where ${company} and conversation_id = ${fromId}::bigint
  `;
};

const OWNED = [
  'messages',
  'message_attachments',
  'conversation_notes',
  'tasks',
  'follow_ups',
  'auto_replies',
];

/**
 * These messages, with their attachments and Message-IDs: an answer to one of them follows it. An id that a
 * message which stays has too points to both conversations.
 */
export const moveMessages = async (
  { sql, actor }: Transaction,
  { fromId, toId, messageIds }: Move & { messageIds: readonly number[] },
): Promise<void> => {
  const ids = [...messageIds];
  await sql`
    update messages
    set conversation_id = ${toId}::bigint
    where company_id = ${actor.companyId}::bigint and id = any (${ids}::bigint[])
  `;
  await sql`
    update message_attachments
    set conversation_id = ${toId}::bigint
    where company_id = ${actor.companyId}::bigint and message_id = any (${ids}::bigint[])
  `;
  await sql`
    insert into thread_ids (company_id, internet_message_id, conversation_id)
    select company_id, internet_message_id, ${toId}::bigint
    from messages
    where company_id = ${actor.companyId}::bigint
      and id = any (${ids}::bigint[])
      and internet_message_id is not null
    on conflict do nothing
  `;
  await sql`
    delete from thread_ids
    using messages moved
    where thread_ids.company_id = ${actor.companyId}::bigint
      and thread_ids.conversation_id = ${fromId}::bigint
      and moved.company_id = ${actor.companyId}::bigint
      and moved.id = any (${ids}::bigint[])
      and moved.internet_message_id = thread_ids.internet_message_id
      and not exists (
        select from messages staying
        where staying.company_id = ${actor.companyId}::bigint
          and staying.conversation_id = ${fromId}::bigint
          and staying.internet_message_id = thread_ids.internet_message_id
      )
  `;
};

const SplitMessage = z.object({ id: z.number(), subject: z.string() });

/** Those of the ids that are messages of the conversation, the oldest first. */
export const listOwnMessages = async (
  { sql, actor }: Transaction,
  { conversationId, ids }: { conversationId: number; ids: readonly number[] },
): Promise<z.infer<typeof SplitMessage>[]> =>
  parseRows(
    SplitMessage,
    await sql`
      select id, left(subject, 1000) as subject
      from messages
      where company_id = ${actor.companyId}::bigint
        and conversation_id = ${conversationId}::bigint
        and id = any (${[...ids]}::bigint[])
      order by occurred_at, id
    `,
  );

export const countMessages = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from messages
    where company_id = ${actor.companyId}::bigint
      and conversation_id = ${conversationId}::bigint
  `;
  return z.object({ count: z.number() }).parse(row).count;
};
