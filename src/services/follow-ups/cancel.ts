import { followUpCancelled } from '../../domain/follow-ups/events.ts';
import type { FollowUpCancelReason } from '../../domain/follow-ups/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import { cancelWaitingFollowUps } from '../../queries/follow-ups/changes.ts';
import { aboutFollowUp } from './facts.ts';
import { wakeFollowUpRun } from './run.ts';

/** Cancels the follow-ups of a conversation. The caller holds the lock of the conversation. */

interface OfConversation {
  conversationId: number;
}

/**
 * The contact wrote: for news that no machine wrote. Cancels those that an answer cancels.
 * Twice: nothing waits any more.
 */
export const cancelFollowUpsOnAnswer = (
  tx: Transaction,
  { conversationId }: OfConversation,
): Promise<void> => cancelAll(tx, { conversationId, reason: 'answered', isAnswer: true });

/** The conversation is deleted. Twice: nothing waits any more. */
export const cancelFollowUpsOfDeleted = (
  tx: Transaction,
  { conversationId }: OfConversation,
): Promise<void> =>
  cancelAll(tx, { conversationId, reason: 'conversation_deleted', isAnswer: false });

const cancelAll = async (
  tx: Transaction,
  input: OfConversation & { reason: FollowUpCancelReason; isAnswer: boolean },
): Promise<void> => {
  for (const row of await cancelWaitingFollowUps(tx, input)) {
    tx.emit(followUpCancelled, { ...aboutFollowUp(row), after: { reason: input.reason } });
    wakeFollowUpRun(tx, row.id);
  }
};
