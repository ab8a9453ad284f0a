import { actionDismissed } from '../../domain/todo/events.ts';
import type { Transaction } from '../../platform/database.ts';
import { dismissActionOf } from '../../queries/todo/items.ts';

/**
 * Somebody answered the notification that an action failed: the action waits for nobody any more. Twice:
 * it is dismissed already.
 */
export const dismissAnsweredAction = async (
  tx: Transaction,
  input: { notificationId: number; userId: number },
): Promise<void> => {
  const dismissed = await dismissActionOf(tx, input);
  if (dismissed === undefined) return;
  tx.emit(actionDismissed, {
    subjectId: dismissed.id,
    audience: { userId: dismissed.decide_par, callCentreId: dismissed.call_centre_id },
    data: { status: dismissed.status },
    after: { round: dismissed.round, notification_id: input.notificationId },
  });
};
