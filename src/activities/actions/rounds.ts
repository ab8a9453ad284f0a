import { isSettled, type SettledStatus } from '../../domain/actions/statuses.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { markAwaitingCallback } from '../../queries/actions/attempts.ts';
import { findClaim } from '../../queries/actions/claims.ts';
import { lockAction, type ActionRow } from '../../queries/actions/records.ts';
import { reportProgress } from '../../services/actions/facts.ts';
import { settleWithoutAnswer } from '../../services/actions/lost-answers.ts';

/** One round of an action: its input, and what has become of it so far. */

export interface ActionInput {
  companyId: number;
  actionId: string;
  round: number;
}

export type DispatchResult =
  /** ISO 8601. An instant, not a duration: so a delayed workflow still ends at the announced time. */
  { kind: 'awaiting_callback'; deadlineAt: string } | { kind: 'settled'; status: SettledStatus };

/** The result of a round that a flow has claimed. Null: it is not claimed. */
export const claimedResult = async (
  tx: Transaction,
  action: ActionRow,
  now: Date,
): Promise<DispatchResult | null> => {
  if (action.status !== 'dispatching') return null; // not sent in this round
  const claim = await findClaim(tx, { actionId: action.id, round: action.round });
  return claim === undefined ? null : handOver(tx, action, now);
};

/** n8n has the action. */
export const handOver = async (
  tx: Transaction,
  action: ActionRow,
  now: Date,
): Promise<DispatchResult> =>
  action.expects_callback ? awaitCallback(tx, action, now) : settleWithoutCallback(tx, action, now);

const awaitCallback = (tx: Transaction, action: ActionRow, now: Date): DispatchResult => {
  const deadlineAt = new Date(now.getTime() + action.callback_timeout_seconds * 1000);
  markAwaitingCallback(tx, {
    actionId: action.id,
    round: action.round,
    dispatchedAt: now,
    deadlineAt,
  });
  reportProgress(tx, action, 'awaiting_callback');
  return awaiting(deadlineAt);
};

const settleWithoutCallback = async (
  tx: Transaction,
  action: ActionRow,
  now: Date,
): Promise<DispatchResult> => {
  const outcome = { status: 'succeeded', code: 'accepted_without_callback' } as const;
  await settleWithoutAnswer(tx, action, outcome, now);
  return { kind: 'settled', status: 'succeeded' };
};

const awaiting = (deadlineAt: Date): DispatchResult => ({
  kind: 'awaiting_callback',
  deadlineAt: deadlineAt.toISOString(),
});

/** The result of this round so far. Null: no attempt has reached n8n. */
export const currentResult = (action: ActionRow, input: ActionInput): DispatchResult | null => {
  const settled = settledStatusOf(action, input);
  if (settled !== null) return { kind: 'settled', status: settled };
  return action.status === 'awaiting_callback' && action.deadline_at !== null
    ? awaiting(action.deadline_at)
    : null;
};

/** The settled status of this round. Null: it is open. `cancelled` if a later round has begun. */
export const settledStatusOf = (action: ActionRow, input: ActionInput): SettledStatus | null => {
  if (action.round !== input.round) return 'cancelled';
  return isSettled(action.status) ? action.status : null;
};

export const requireAction = async (tx: Transaction, input: ActionInput): Promise<ActionRow> => {
  const action = await lockAction(tx, input.actionId);
  // A run knows more than the database after a restore (ADR 0018).
  if (!action || action.round < input.round) throw new AppError('not_found', 'action not found');
  return action;
};
