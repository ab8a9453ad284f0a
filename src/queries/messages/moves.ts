import type { Transaction } from '../../platform/database.ts';

/**
 * Moves all that one conversation holds into another one, and deletes it as merged. The caller holds both. Twice:
 * nothing is left to move.
 */
export const moveConversation = async (
  { sql, actor }: Transaction,
  { fromId, intoId }: { fromId: number; intoId: number },
): Promise<void> => {
  const move = (table: string) => sql`
    update ${sql(table)}
    set conversation_id = ${intoId}::bigint
    where company_id = ${actor.companyId}::bigint and conversation_id = ${fromId}::bigint
  `;
  await sql`
    with
      moved_messages as (${move('messages')}),
      moved_attachments as (${move('message_attachments')}),
      moved_notes as (${move('conversation_notes')}),
      moved_tasks as (${move('tasks')}),
      moved_follow_ups as (${move('follow_ups')}),
      gone_ids as (
        delete from thread_ids
        where company_id = ${actor.companyId}::bigint and conversation_id = ${fromId}::bigint
        returning internet_message_id
      ),
      moved_ids as (
        insert into thread_ids (company_id, internet_message_id, conversation_id)
        select ${actor.companyId}::bigint, internet_message_id, ${intoId}::bigint from gone_ids
        on conflict do nothing
      ),
      moved_drafts as (
        update reply_drafts
        set conversation_id = ${intoId}::bigint
        where company_id = ${actor.companyId}::bigint
          and conversation_id = ${fromId}::bigint
          and not exists (
            select 1
            from reply_drafts others
            where others.company_id = ${actor.companyId}::bigint
              and others.conversation_id = ${intoId}::bigint
              and others.user_id = reply_drafts.user_id
          )
      )
    update conversations
    set merged_into_id = ${intoId}::bigint, deleted_at = now(), updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${fromId}::bigint
  `;
};
