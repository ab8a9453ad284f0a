import type { Transaction } from '../../platform/database.ts';
import type { Caller } from '../../domain/shared/permissions.ts';
import { AppError } from '../../errors.ts';
import { isStillCaller } from '../../queries/accounts/callers.ts';
import { lockSetting } from '../../queries/shared/locks.ts';

/**
 * Before access is handed out or taken away: one change at a time, and none by somebody who lost their
 * own while their request waited. Else whoever is shown out could leave requests behind that let them
 * in again.
 */
export const lockAccess = async (tx: Transaction, caller: Caller): Promise<void> => {
  await lockSetting(tx, 'users');
  if (await isStillCaller(tx, caller)) return;
  throw new AppError('unauthenticated', 'your access was changed meanwhile');
};
