import type { Transaction } from '../../platform/database.ts';
import type { Caller } from '../../domain/shared/permissions.ts';
import { AppError } from '../../errors.ts';
import { isCallerUnchanged } from '../../queries/accounts/callers.ts';
import { lockSetting } from '../../queries/shared/locks.ts';

/**
 * Locks changes of access (users, invitations, keys) in a company: one at a time. After the wait it
 * checks the caller again: a user who was disabled in between must not restore their access with a
 * request that was already waiting. Errors: `unauthenticated`.
 */
export const lockAccess = async (tx: Transaction, caller: Caller): Promise<void> => {
  await lockSetting(tx, 'users');
  if (await isCallerUnchanged(tx, caller)) return;
  throw new AppError('unauthenticated', 'your access was changed during this request');
};
