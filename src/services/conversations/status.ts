import { conversationStatusUpdated } from '../../domain/conversations/events.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { aboutConversation, conversationState, notifyOthers, subjectOf } from './facts.ts';

/** Reports another status. The assignee is told unless they made the change. */
export const emitStatus = (
  tx: Transaction,
  before: ConversationRow,
  after: ConversationRow,
): void => {
  tx.emit(conversationStatusUpdated, {
    ...aboutConversation(after),
    data: { ...conversationState(after), previous_status: before.status },
    before: { status: before.status },
    after: { status: after.status },
    ...notifyOthers(tx, [after.assigned_to], { ...subjectOf(after), status: after.status }),
  });
};
