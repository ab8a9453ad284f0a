import { conversationDeleted } from '../../domain/conversations/events.ts';
import type { Transaction } from '../../platform/database.ts';
import { deleteConversation } from '../../queries/conversations/changes.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { deleteSummary } from '../../queries/conversation-summaries.ts';
import { supersedeAutoReplies } from '../auto-replies/supersede.ts';
import { cancelFollowUpsOfDeleted } from '../follow-ups/cancel.ts';
import { stopReplies } from '../replies/stop.ts';
import { aboutConversation } from './facts.ts';

/**
 * For good: later mail of its thread joins it, so that it stays deleted. Nothing more is sent in it. The caller holds
 * its lock.
 */
export const removeConversation = async (tx: Transaction, row: ConversationRow): Promise<void> => {
  await deleteConversation(tx, { id: row.id, mergedIntoId: null });
  await deleteSummary(tx, row.id);
  await cancelFollowUpsOfDeleted(tx, { conversationId: row.id });
  await supersedeAutoReplies(tx, { conversationId: row.id, reason: 'conversation_deleted' });
  await stopReplies(tx, { conversationId: row.id, reason: 'conversation_deleted' });
  tx.emit(conversationDeleted, { ...aboutConversation(row), before: { status: row.status } });
};
