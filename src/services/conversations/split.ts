import { conversationCreated, conversationSplit } from '../../domain/conversations/events.ts';
import { fault } from '../../domain/shared/faults.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { insertSplit } from '../../queries/conversations/changes.ts';
import { countMessages, listOwnMessages, moveMessages } from '../../queries/conversations/moves.ts';
import { findConversation, type ConversationRow } from '../../queries/conversations/records.ts';
import { deleteSummary } from '../../queries/conversation-summaries.ts';
import { supersedeAutoReplies } from '../auto-replies/supersede.ts';
import { classifyConversation } from '../inbox-folders/classify.ts';
import { aboutConversation, conversationState } from './facts.ts';
import { recount } from './recount.ts';

/**
 * Moves messages to a new conversation of the same contact. What answers them follows them. The caller holds the
 * lock of `from`. Out: the id of the new one. Errors: `validation_failed` for a message of another conversation,
 * or if none would stay.
 */
export const splitConversation = async (
  tx: Transaction,
  from: ConversationRow,
  messageIds: readonly number[],
): Promise<number> => {
  const ids = [...new Set(messageIds)];
  const messages = await listOwnMessages(tx, { conversationId: from.id, ids });
  if (messages.length < ids.length) {
    throw invalid([fault('message_ids', 'unknown_record', { record: 'message' })]);
  }
  const count = await countMessages(tx, from.id);
  if (ids.length >= count) {
    throw invalid([fault('message_ids', 'too_many', { max: count - 1 })]);
  }
  await supersedeAutoReplies(tx, { conversationId: from.id, reason: 'conversation_changed' });
  await deleteSummary(tx, from.id);
  const id = await insertSplit(tx, { from, subject: messages[0]?.subject ?? from.subject });
  await moveMessages(tx, { fromId: from.id, toId: id, messageIds: ids });
  const split = await recount(tx, await lockedSplit(tx, id));
  await classifyConversation(tx, { conversationId: id });
  const rest = await recount(tx, from, { version: from.version + 1 });
  tx.emit(conversationSplit, {
    ...aboutConversation(rest),
    after: { conversation_id: id, subject: split.subject, message_ids: ids },
  });
  tx.emit(conversationCreated, {
    ...aboutConversation(split),
    data: conversationState(await lockedSplit(tx, id)),
    after: { split_from_id: from.id },
  });
  return id;
};

const lockedSplit = async (tx: Transaction, id: number): Promise<ConversationRow> => {
  const row = await findConversation(tx, { id, isLocked: true });
  if (!row) throw new Error('the transaction that inserted it sees it');
  return row;
};
