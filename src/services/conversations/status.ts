import { conversationStatusUpdated } from '../../domain/conversations/events.ts';
import type { ConversationStatus } from '../../domain/conversations/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { aboutConversation, conversationState, notifyOthers, subjectOf } from './facts.ts';

/** `en_cours`, or `nouveau` if it is assigned to nobody. */
export const openStatus = ({
  assigned_to: assignee,
}: Pick<ConversationRow, 'assigned_to'>): ConversationStatus =>
  assignee === null ? 'nouveau' : 'en_cours';

/** What was ended is open again. */
export const statusIfReopened = (
  before: Pick<ConversationRow, 'status' | 'assigned_to'>,
): ConversationStatus =>
  before.status === 'resolu' || before.status === 'archive' ? openStatus(before) : before.status;

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
