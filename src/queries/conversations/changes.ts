import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';
import { conversationColumns, ConversationRow } from './records.ts';

/** What changes of a conversation. Its id, channel, call centre and mailbox stay. */
export type ConversationChanges = Partial<
  Omit<
    ConversationRow,
    'id' | 'channel' | 'call_centre_id' | 'mailbox_id' | 'created_at' | 'updated_at'
  >
>;

/** The caller holds the lock of the row, so what it read is current. */
export const saveConversation = async (
  { sql, actor }: Transaction,
  before: ConversationRow,
  changes: ConversationChanges,
): Promise<ConversationRow> => {
  const next = { ...before, ...changes };
  const row = parseFirst(
    ConversationRow,
    await sql`
      update conversations
      set subject = ${next.subject}::text,
          status = ${next.status}::text,
          status_before_spam = ${next.status_before_spam}::text,
          is_newsletter = ${next.is_newsletter}::boolean,
          priority = ${next.priority}::smallint,
          folder_id = ${next.folder_id}::bigint,
          is_folder_manual = ${next.is_folder_manual}::boolean,
          assigned_to = ${next.assigned_to}::bigint,
          contact_address = ${next.contact_address}::text,
          contact_name = ${next.contact_name}::text,
          person_id = ${next.person_id}::bigint,
          contact_skipped_reason = ${next.contact_skipped_reason}::text,
          project_id = ${next.project_id}::bigint,
          lead_id = ${next.lead_id}::bigint,
          organisation_id = ${next.organisation_id}::bigint,
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
          answer_due_at = ${next.answer_due_at}::timestamptz,
          intent = ${next.intent}::text,
          urgency = ${next.urgency}::text,
          language = ${next.language}::text,
          classified_message_id = ${next.classified_message_id}::bigint,
          split_from_id = ${next.split_from_id}::bigint,
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

/** It stays deleted, and what answers it too. `mergedIntoId`: it is part of that one now. */
export const deleteConversation = async (
  { sql, actor }: Transaction,
  { id, mergedIntoId }: { id: number; mergedIntoId: number | null },
): Promise<void> => {
  await sql`
    update conversations
    set deleted_at = now(),
        merged_into_id = ${mergedIntoId}::bigint,
        snoozed_until = null,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and (id = ${id}::bigint or (${mergedIntoId}::bigint is not null and merged_into_id = ${id}::bigint))
  `;
};

/** Splits off a conversation of the same contact. Its messages are moved afterwards. Out: its id. */
export const insertSplit = async (
  { sql, actor }: Transaction,
  input: { from: ConversationRow; subject: string },
): Promise<number> => {
  const { from } = input;
  const [row] = await sql`
    insert into conversations (
      company_id, call_centre_id, channel, mailbox_id, subject, status, is_newsletter, assigned_to,
      contact_address, contact_name, person_id, contact_skipped_reason, organisation_id, is_unread,
      split_from_id
    )
    values (
      ${actor.companyId}::bigint, ${from.call_centre_id}::bigint, ${from.channel}::text,
      ${from.mailbox_id}::bigint, ${input.subject}::text,
      ${from.assigned_to === null ? 'nouveau' : 'en_cours'}::text, ${from.is_newsletter}::boolean,
      ${from.assigned_to}::bigint, ${from.contact_address}::text, ${from.contact_name}::text,
      ${from.person_id}::bigint, ${from.contact_skipped_reason}::text,
      ${from.organisation_id}::bigint, false, ${from.id}::bigint
    )
    returning id
  `;
  return z.object({ id: z.number() }).parse(row).id;
};
