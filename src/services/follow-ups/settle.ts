import {
  followUpCancelled,
  followUpDone,
  followUpFellDue,
} from '../../domain/follow-ups/events.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findConversation, type ConversationRow } from '../../queries/conversations/records.ts';
import { settleFollowUp } from '../../queries/follow-ups/changes.ts';
import { findFollowUp, type FollowUpRow } from '../../queries/follow-ups/records.ts';
import { changeConversation } from '../conversations/change.ts';
import { CONVERSATION_CATEGORY } from '../conversations/facts.ts';
import { markRead } from '../conversations/read.ts';
import { statusIfReopened } from '../conversations/status.ts';
import { aboutFollowUp } from './facts.ts';
import { wakeFollowUpRun } from './run.ts';

/** How a follow-up ends. The caller holds its lock; the run is told, and only keeps the time. */

/** Locks the conversation, then the follow-up, as an answer of the contact does. `conversation`: null if it is deleted. */
export const lockFollowUp = async (
  tx: Transaction,
  id: number,
): Promise<{ row: FollowUpRow; conversation: ConversationRow | null } | undefined> => {
  const found = await findFollowUp(tx, { id });
  if (found === undefined) return undefined;
  const conversation = await findConversation(tx, { id: found.conversation_id, isLocked: true });
  const row = await findFollowUp(tx, { id, isLocked: true });
  return row && { row, conversation: conversation ?? null };
};

/**
 * Its time has come. Its conversation is to be dealt with: unread, open and no longer snoozed; spam stays hidden. The
 * caller holds the locks of `lockFollowUp`. Twice: one that does not wait stays as it is.
 */
export const fallDue = async (
  tx: Transaction,
  before: FollowUpRow,
  { conversation, now }: { conversation: ConversationRow | null; now: Date },
): Promise<FollowUpRow> => {
  if (before.status !== 'waiting') return before;
  if (conversation !== null) await showAgain(tx, conversation, now);
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

const UNTOLD = { assignedCount: 0, statusCount: 0 };

/** Its assignee is told of the follow-up alone. */
const showAgain = async (tx: Transaction, before: ConversationRow, now: Date): Promise<void> => {
  if (before.status === 'spam') return;
  const status = statusIfReopened(before);
  const open = await changeConversation(tx, before, { status, snoozed_until: null }, now, UNTOLD);
  await markRead(tx, open, { isUnread: true });
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
