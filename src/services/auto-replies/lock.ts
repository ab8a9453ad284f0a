import type { SupersedeReason } from '../../domain/auto-replies/statuses.ts';
import { isWorkedOn } from '../../domain/conversations/statuses.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findAutoReply, type AutoReplyRow } from '../../queries/auto-replies/records.ts';
import { findConversation, type ConversationRow } from '../../queries/conversations/records.ts';
import { findLastMessage } from '../../queries/replies/context.ts';

/** The locks of an automatic reply: its conversation, then itself. Every transaction in this order. */

export interface Locked {
  row: AutoReplyRow;
  /** Undefined: it was deleted. */
  conversation: ConversationRow | undefined;
}

/** Errors: `version_conflict` if the conversation was merged in between: try again. */
export const lockAutoReply = async (tx: Transaction, id: string): Promise<Locked | undefined> => {
  const found = await findAutoReply(tx, { id });
  if (found === undefined) return undefined;
  const conversation = await findConversation(tx, { id: found.conversation_id, isLocked: true });
  const row = await findAutoReply(tx, { id, isLocked: true });
  if (row?.conversation_id !== found.conversation_id) {
    throw new AppError('version_conflict', 'the conversation was merged meanwhile');
  }
  return { row, conversation };
};

/**
 * Why a draft is old, whatever was told to whom: compared again before each decision and before it is sent. Null: it
 * is not.
 */
export const staleReasonOf = async (
  tx: Transaction,
  { row, conversation }: Locked,
): Promise<SupersedeReason | null> => {
  if (conversation === undefined) return 'conversation_deleted';
  if (!isWorkedOn(conversation.status)) return 'status_changed';
  if (conversation.folder_id !== row.folder_id) return 'folder_changed';
  const last = await findLastMessage(tx, conversation.id);
  if (last === undefined) return 'conversation_changed';
  const head = row.thread_head_id ?? row.message_id;
  if (last.id === head) return null;
  return last.direction === 'in' ? 'newer_message' : 'human_reply';
};
