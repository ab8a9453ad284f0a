import {
  followUpCancelled,
  followUpDone,
  followUpFellDue,
} from '../../domain/follow-ups/events.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { settleFollowUp } from '../../queries/follow-ups/changes.ts';
import type { FollowUpRow } from '../../queries/follow-ups/records.ts';
import { CONVERSATION_CATEGORY } from '../conversations/facts.ts';
import { aboutFollowUp } from './facts.ts';
import { wakeFollowUpRun } from './run.ts';

/** How a follow-up ends. The caller holds its lock; the run is told, and only keeps the time. */

/** Its time has come. Twice: one that does not wait stays as it is. */
export const fallDue = async (tx: Transaction, before: FollowUpRow): Promise<FollowUpRow> => {
  if (before.status !== 'waiting') return before;
  const row = await settleFollowUp(tx, { id: before.id, status: 'due', reason: null });
  tx.emit(followUpFellDue, {
    ...aboutFollowUp(row),
    after: { conversation_id: row.conversation_id },
    notify: {
      userIds: [row.user_id],
      category: CONVERSATION_CATEGORY,
      params: { subject: row.conversation_subject, contact: row.contact_name ?? '' },
    },
  });
  return row;
};

/** Errors: `conflict` if it has ended. Twice: done stays done. */
export const finishFollowUp = async (
  tx: Transaction,
  before: FollowUpRow,
): Promise<FollowUpRow> => {
  if (before.status === 'done') return before;
  requireOpen(before);
  const row = await settleFollowUp(tx, { id: before.id, status: 'done', reason: null });
  tx.emit(followUpDone, { ...aboutFollowUp(row), after: { previous_status: before.status } });
  if (before.status === 'waiting') wakeFollowUpRun(tx, row.id);
  return row;
};

/** Errors: `conflict` if it is done. Twice: the first reason is kept. */
export const cancelFollowUp = async (
  tx: Transaction,
  before: FollowUpRow,
): Promise<FollowUpRow> => {
  if (before.status === 'cancelled') return before;
  requireOpen(before);
  const row = await settleFollowUp(tx, { id: before.id, status: 'cancelled', reason: 'person' });
  tx.emit(followUpCancelled, { ...aboutFollowUp(row), after: { reason: 'person' } });
  if (before.status === 'waiting') wakeFollowUpRun(tx, row.id);
  return row;
};

export const requireOpen = ({ status }: FollowUpRow): void => {
  if (status === 'waiting' || status === 'due') return;
  throw new AppError('conflict', `the follow-up is ${status}`);
};
