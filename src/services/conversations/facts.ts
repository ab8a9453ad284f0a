import type { Audience } from '../../platform/facts.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { notifyOthers as notifyOthersOf } from '../shared/notify-others.ts';

/** Shared parts of the facts of a conversation. */

/** The assignee, and the call centre of its mailbox; without one, the whole company. */
export const audienceOf = (
  conversation: Pick<ConversationRow, 'assigned_to' | 'call_centre_id'>,
): Audience => ({
  userId: conversation.assigned_to,
  callCentreId: conversation.call_centre_id,
});

/** What every emission of a conversation's event has. */
export const aboutConversation = (
  conversation: Pick<ConversationRow, 'id' | 'assigned_to' | 'call_centre_id'>,
) => ({ subjectId: conversation.id, audience: audienceOf(conversation) });

/** What every public event of a conversation carries: the whole conversation after the change. */
export const conversationState = (conversation: ConversationRow) => ({
  conversation_id: conversation.id,
  channel: conversation.channel,
  mailbox_id: conversation.mailbox_id,
  call_centre_id: conversation.call_centre_id,
  subject: conversation.subject,
  status: conversation.status,
  priority: conversation.priority,
  folder_id: conversation.folder_id,
  assigned_to: conversation.assigned_to,
  contact_address: conversation.contact_address,
  contact_name: conversation.contact_name,
  person_id: conversation.person_id,
  project_id: conversation.project_id,
  lead_id: conversation.lead_id,
  organisation_id: conversation.organisation_id,
});

export const CONVERSATION_CATEGORY = 'CONVERSATION';

export const notifyOthers = (
  tx: Transaction,
  userIds: readonly (number | null)[],
  params: object,
) => notifyOthersOf(tx, { category: CONVERSATION_CATEGORY, userIds, params });

/** What a conversation is called in notifications. */
export const subjectOf = (conversation: ConversationRow) => ({
  subject: conversation.subject,
  contact: conversation.contact_name ?? conversation.contact_address ?? '',
});
