import { scopeOf, type Caller } from '../../domain/shared/permissions.ts';
import { actionDismissed } from '../../domain/todo/events.ts';
import type { Transaction } from '../../platform/database.ts';
import { dismissActionOf } from '../../queries/todo/items.ts';
import { audienceOf } from '../actions/facts.ts';

/**
 * The caller answered the notification that an action failed. The action then leaves everybody's to-do list,
 * if the caller may dismiss it: `actions:retry`, within reach. Otherwise only the notification is handled, and
 * the action still waits for those who may. To answer takes `actions:create` alone, so it is never refused
 * for this. Twice: it is dismissed already.
 */
export const dismissAnsweredAction = async (
  tx: Transaction,
  caller: Caller,
  notificationId: number,
): Promise<void> => {
  const scope = scopeOf(caller, 'actions:retry');
  if (scope === undefined) return;
  const dismissed = await dismissActionOf(tx, { notificationId, scope });
  if (dismissed === undefined) return;
  tx.emit(actionDismissed, {
    subjectId: dismissed.id,
    audience: audienceOf(dismissed),
    data: { status: dismissed.status },
    after: { round: dismissed.round, notification_id: notificationId },
  });
};
