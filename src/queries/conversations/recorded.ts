import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';
import { conversationColumns, ConversationRow } from './records.ts';

/** What messages change in their conversation. */
export type RecordedColumns = Pick<
  ConversationRow,
  | 'status'
  | 'is_unread'
  | 'message_count'
  | 'has_attachments'
  | 'preview'
  | 'last_message_at'
  | 'last_inbound_at'
  | 'waiting_since'
  | 'last_reply_at'
  | 'first_inbound_at'
  | 'first_reply_at'
  | 'first_reply_seconds'
  | 'first_reply_business_seconds'
  | 'resolved_at'
  | 'resolution_seconds'
  | 'resolution_business_seconds'
  | 'snoozed_until'
  | 'version'
>;

/** The caller holds the lock of the row, so what it read is current. */
export const saveRecorded = async (
  { sql, actor }: Transaction,
  before: ConversationRow,
  changes: Partial<RecordedColumns>,
): Promise<ConversationRow> => {
  const next = { ...before, ...changes };
  const row = parseFirst(
    ConversationRow,
    await sql`
      update conversations
      set status = ${next.status}::text,
          is_unread = ${next.is_unread}::boolean,
          message_count = ${next.message_count}::integer,
          has_attachments = ${next.has_attachments}::boolean,
          preview = ${next.preview}::text,
          last_message_at = ${next.last_message_at}::timestamptz,
          last_inbound_at = ${next.last_inbound_at}::timestamptz,
          waiting_since = ${next.waiting_since}::timestamptz,
          last_reply_at = ${next.last_reply_at}::timestamptz,
          first_inbound_at = ${next.first_inbound_at}::timestamptz,
          first_reply_at = ${next.first_reply_at}::timestamptz,
          first_reply_seconds = ${next.first_reply_seconds}::integer,
          first_reply_business_seconds = ${next.first_reply_business_seconds}::integer,
          resolved_at = ${next.resolved_at}::timestamptz,
          resolution_seconds = ${next.resolution_seconds}::integer,
          resolution_business_seconds = ${next.resolution_business_seconds}::integer,
          snoozed_until = ${next.snoozed_until}::timestamptz,
          version = ${next.version}::integer,
          updated_at = now()
      where conversations.company_id = ${actor.companyId}::bigint
        and conversations.id = ${before.id}::bigint
      returning ${conversationColumns(sql)}
    `,
  );
  if (!row) throw new Error('the caller must hold the lock of the conversation');
  return row;
};
