import type { StopReason } from '../../domain/replies/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import { findOutgoing, listUnclaimed } from '../../queries/replies/messages.ts';
import { cancelMessage } from './decide.ts';

/**
 * Cancels the replies of a conversation that no attempt is sending. One that is being sent goes on to its end. The
 * caller holds the lock of the conversation. Out: how many. Twice: none waits any more.
 */
export const stopReplies = async (
  tx: Transaction,
  { conversationId, reason }: { conversationId: number; reason: StopReason },
): Promise<number> => {
  const ids = await listUnclaimed(tx, { conversationId });
  for (const id of ids) {
    const row = await findOutgoing(tx, { id }, { isLocked: true });
    if (row !== undefined) await cancelMessage(tx, row, reason);
  }
  return ids.length;
};
