import { z } from 'zod';
import { INTENTS } from '../../domain/auto-replies/intents.ts';
import { CHANNELS, CONVERSATION_STATUSES } from '../../domain/conversations/statuses.ts';
import { URGENCIES } from '../../domain/inbox-folders/ai.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Reads and locks conversations. As a list shows them: list.ts. Changes: changes.ts. */

export const ConversationRow = z.object({
  id: z.number(),
  channel: z.enum(CHANNELS),
  call_centre_id: z.number().nullable(),
  mailbox_id: z.number().nullable(),
  subject: z.string(),
  status: z.enum(CONVERSATION_STATUSES),
  status_before_spam: z.enum(CONVERSATION_STATUSES).nullable(),
  is_newsletter: z.boolean(),
  priority: z.number(),
  folder_id: z.number().nullable(),
  is_folder_manual: z.boolean(),
  assigned_to: z.number().nullable(),
  contact_address: z.string().nullable(),
  contact_name: z.string().nullable(),
  person_id: z.number().nullable(),
  contact_skipped_reason: z.string().nullable(),
  project_id: z.number().nullable(),
  lead_id: z.number().nullable(),
  organisation_id: z.number().nullable(),
  is_unread: z.boolean(),
  message_count: z.number(),
  has_attachments: z.boolean(),
  preview: z.string(),
  last_message_at: z.date(),
  last_inbound_at: z.date().nullable(),
  waiting_since: z.date().nullable(),
  last_reply_at: z.date().nullable(),
  first_inbound_at: z.date().nullable(),
  first_reply_at: z.date().nullable(),
  first_reply_seconds: z.number().nullable(),
  first_reply_business_seconds: z.number().nullable(),
  resolved_at: z.date().nullable(),
  resolution_seconds: z.number().nullable(),
  resolution_business_seconds: z.number().nullable(),
  snoozed_until: z.date().nullable(),
  answer_due_at: z.date().nullable(),
  intent: z.enum(INTENTS).nullable(),
  urgency: z.enum(URGENCIES).nullable(),
  language: z.string().nullable(),
  classified_message_id: z.number().nullable(),
  split_from_id: z.number().nullable(),
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
});
export type ConversationRow = z.infer<typeof ConversationRow>;

export const conversationColumns = (sql: Transaction['sql']) => sql`
  conversations.id, conversations.channel, conversations.call_centre_id, conversations.mailbox_id,
  conversations.subject, conversations.status, conversations.status_before_spam,
  conversations.is_newsletter, conversations.priority, conversations.folder_id,
  conversations.is_folder_manual, conversations.assigned_to, conversations.contact_address,
  conversations.contact_name, conversations.person_id, conversations.contact_skipped_reason,
  conversations.project_id, conversations.lead_id, conversations.organisation_id,
  conversations.is_unread, conversations.message_count, conversations.has_attachments,
  conversations.preview, conversations.last_message_at, conversations.last_inbound_at,
  conversations.waiting_since, conversations.last_reply_at, conversations.first_inbound_at,
  conversations.first_reply_at, conversations.first_reply_seconds,
  conversations.first_reply_business_seconds, conversations.resolved_at,
  conversations.resolution_seconds, conversations.resolution_business_seconds,
  conversations.snoozed_until, conversations.answer_due_at, conversations.intent,
  conversations.urgency, conversations.language, conversations.classified_message_id,
  conversations.split_from_id, conversations.version, conversations.created_at,
  conversations.updated_at
`;

export const withinReach = (sql: Transaction['sql'], scope: Scope) =>
  reachCondition(sql, scope, {
    userId: 'conversations.assigned_to',
    callCentreId: 'conversations.call_centre_id',
  });

/** In the company, whatever the caller reaches. Undefined: there is none, or it was deleted. */
export const findConversation = async (
  { sql, actor }: Transaction,
  { id, isLocked = false }: { id: number; isLocked?: boolean },
): Promise<ConversationRow | undefined> =>
  parseFirst(
    ConversationRow,
    await sql`
      select ${conversationColumns(sql)}
      from conversations
      where conversations.company_id = ${actor.companyId}::bigint
        and conversations.id = ${id}::bigint
        and conversations.deleted_at is null
      ${isLocked ? sql`for no key update` : sql``}
    `,
  );

/** What became of it. Undefined: no conversation was merged into another under this id. */
export const findMergedInto = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<number | undefined> =>
  parseFirst(
    z.object({ merged_into_id: z.number() }),
    await sql`
      select merged_into_id
      from conversations
      where company_id = ${actor.companyId}::bigint
        and id = ${id}::bigint
        and merged_into_id is not null
    `,
  )?.merged_into_id;

/** Those within the scope, by id: every transaction locks in this order. */
export const lockConversations = async (
  { sql, actor }: Transaction,
  input: { ids: readonly number[]; scope: Scope },
): Promise<ConversationRow[]> =>
  parseRows(
    ConversationRow,
    await sql`
      select ${conversationColumns(sql)}
      from conversations
      where conversations.company_id = ${actor.companyId}::bigint
        and conversations.id = any (${[...input.ids]}::bigint[])
        and conversations.deleted_at is null
        and ${withinReach(sql, input.scope)}
      order by conversations.id
      for no key update
    `,
  );
