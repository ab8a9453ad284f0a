import type { z } from 'zod';
import { followUpCreated, followUpUpdated } from '../../domain/follow-ups/events.ts';
import {
  FOLLOW_UP_COUNT_MAX,
  type FollowUpIn,
  type FollowUpPatch,
} from '../../domain/follow-ups/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { covers, type Caller } from '../../domain/shared/permissions.ts';
import { AppError, invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { insertFollowUp, updateFollowUp } from '../../queries/follow-ups/changes.ts';
import { countWaitingFollowUps, type FollowUpRow } from '../../queries/follow-ups/records.ts';
import { audienceOf } from '../conversations/facts.ts';
import { requireColleagues } from '../shared/colleagues.ts';
import { aboutFollowUp, followUpFacts } from './facts.ts';
import { wakeFollowUpRun } from './run.ts';
import { requireOpen } from './settle.ts';

/** In: the conversation under its lock, so that an answer at the same time cancels this one too. */
export const createFollowUp = async (
  tx: Transaction,
  caller: Caller,
  conversation: ConversationRow,
  body: z.infer<typeof FollowUpIn> & { now: Date },
): Promise<FollowUpRow> => {
  requireFuture(body.due_at, body.now);
  const userId = body.user_id ?? caller.userId;
  if (userId !== caller.userId) await requireOther(tx, caller, conversation, userId);
  if ((await countWaitingFollowUps(tx, conversation.id)) >= FOLLOW_UP_COUNT_MAX) {
    throw new AppError(
      'conflict',
      `at most ${FOLLOW_UP_COUNT_MAX} follow-ups wait in one conversation`,
    );
  }
  const row = await insertFollowUp(tx, {
    conversationId: conversation.id,
    userId,
    dueAt: body.due_at,
    note: body.note,
    isCancelledByAnswer: body.is_cancelled_by_answer,
    createdBy: caller.userId,
  });
  tx.emit(followUpCreated, { ...aboutFollowUp(row), after: followUpFacts(row) });
  wakeFollowUpRun(tx, row.id);
  return row;
};

/**
 * In: the follow-up under its lock. A new time makes one that was due wait again. Errors: `conflict` if it has
 * ended, `validation_failed` if the new time is past.
 */
export const changeFollowUp = async (
  tx: Transaction,
  before: FollowUpRow,
  patch: z.infer<typeof FollowUpPatch> & { now: Date },
): Promise<FollowUpRow> => {
  requireOpen(before);
  const dueAt = patch.due_at === undefined ? before.due_at : new Date(patch.due_at);
  const isMoved = dueAt.getTime() !== before.due_at.getTime();
  if (isMoved) requireFuture(dueAt.toISOString(), patch.now);
  const row = await updateFollowUp(tx, {
    id: before.id,
    dueAt,
    note: patch.note === undefined ? before.note : patch.note,
    isCancelledByAnswer: patch.is_cancelled_by_answer ?? before.is_cancelled_by_answer,
  });
  tx.emit(followUpUpdated, {
    ...aboutFollowUp(row),
    before: followUpFacts(before),
    after: followUpFacts(row),
  });
  if (isMoved) wakeFollowUpRun(tx, row.id);
  return row;
};

const requireFuture = (at: string, now: Date): void => {
  if (Date.parse(at) <= now.getTime()) throw invalid([fault('due_at', 'not_in_future', {})]);
};

/** For somebody else: it takes the permission to change their follow-ups, and their reach of the conversation. */
const requireOther = async (
  tx: Transaction,
  caller: Caller,
  conversation: ConversationRow,
  userId: number,
): Promise<void> => {
  const [user] = await requireColleagues(tx, {
    userIds: [userId],
    path: 'user_id',
    permission: 'conversations:read',
    owned: audienceOf(conversation),
  });
  const owned = { userId, callCentreId: user?.call_centre_id ?? null };
  if (!covers(caller, 'follow_ups:update', owned)) {
    throw new AppError('forbidden', 'a follow-up for somebody else needs follow_ups:update there');
  }
};
