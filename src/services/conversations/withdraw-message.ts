import { conversationTouched } from '../../domain/conversations/events.ts';
import type { Transaction } from '../../platform/database.ts';
import { findConversation } from '../../queries/conversations/records.ts';
import { aboutConversation } from './facts.ts';
import { recount } from './recount.ts';

/**
 * Takes back what `recordMessage` changed for a reply that was cancelled, or that failed: the contact still waits.
 * The conversation stays in progress: somebody has it in hand. The message has its final status. The caller holds
 * the lock of the conversation's row.
 * Twice: it is computed from the messages.
 */
export const withdrawMessage = async (
  tx: Transaction,
  { conversationId }: { conversationId: number; messageId: number },
): Promise<void> => {
  const before = await findConversation(tx, { id: conversationId, isLocked: true });
  if (!before) return;
  tx.emit(conversationTouched, aboutConversation(await recount(tx, before)));
};
