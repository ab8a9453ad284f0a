import { conversationStatusUpdated } from '../../domain/conversations/events.ts';
import type { ConversationStatus } from '../../domain/conversations/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { aboutConversation, conversationState, notifyOthers, subjectOf } from './facts.ts';

/** What was ended is in hand again, or new if it belongs to nobody. */
export const statusIfReopened = ({
  status,
  assigned_to: assignee,
}: Pick<ConversationRow, 'status' | 'assigned_to'>): ConversationStatus => {
  if (status !== 'resolu' && status !== 'archive') return status;
  return assignee === null ? 'nouveau' : 'en_cours';
};

/**
 * Reports another status. The assignee is told unless they made the change. `count`: conversations of the
 * assignee that change at once; 0 if another of them tells.
 */
export const emitStatus = (
  tx: Transaction,
  before: ConversationRow,
  after: ConversationRow,
  count = 1,
): void => {
  const params = { ...subjectOf(after), status: after.status, count };
  tx.emit(conversationStatusUpdated, {
    ...aboutConversation(after),
    data: { ...conversationState(after), previous_status: before.status },
    before: { status: before.status },
    after: { status: after.status },
    ...(count === 0 ? {} : notifyOthers(tx, [after.assigned_to], params)),
  });
};
