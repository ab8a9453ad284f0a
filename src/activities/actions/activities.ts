import { ApplicationFailure } from '@temporalio/activity';
import { isSettled, type OutcomeCode, type SettledStatus } from '../../domain/actions/statuses.ts';
import { inCompany, type Committed, type Transaction } from '../../platform/database.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { actionWorkflowId } from '../../ids.ts';
import { countAttempt, type Metrics } from '../../platform/metrics.ts';
import {
  finishAttempt,
  markAwaitingCallback,
  startAttempt,
} from '../../queries/actions/attempts.ts';
import { reportProgress } from '../../services/actions/facts.ts';
import { settleAction } from '../../services/actions/settle.ts';
import { lockAction, type ActionRow } from '../../queries/actions/records.ts';
import { sendAction, type CallCounter, type SendAnswer } from './sending.ts';

/** Dispatching an action to n8n, and ending one that nobody answers. */

export interface ActionInput {
  companyId: number;
  actionId: string;
  round: number;
}

export type DispatchResult =
  /** ISO 8601: an instant, so that the wait ends when people were told, whatever the delay on the way. */
  { kind: 'awaiting_callback'; deadlineAt: string } | { kind: 'settled'; status: SettledStatus };

export interface EndActionInput extends ActionInput {
  code: keyof typeof END_STATUSES;
}

const END_STATUSES = {
  deadline_missed: 'expired',
  cancelled: 'cancelled',
} as const satisfies Partial<Record<OutcomeCode, SettledStatus>>;

interface ActionActivityDeps extends Pick<
  Deps,
  'config' | 'database' | 'encryptionKeys' | 'http' | 'clock' | 'log'
> {
  metrics: Metrics;
  announce: (committed: Committed) => void;
}

export const createActionActivities = (deps: ActionActivityDeps) => {
  const ownCalls: CallCounter = new Map();
  const transact = <T>(input: ActionInput, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    inCompany(deps.database, { companyId: input.companyId, userId: null }, work, deps.announce);

  return {
    /**
     * Sends one action to n8n. Out: `awaiting_callback` with the deadline, or `settled` if the action
     * has ended. Errors: `n8n_unavailable`, `workflow_inactive` (retryable).
     * Twice: each call is an attempt of its own under the same `webhook-id`, by which n8n drops a
     * repeat; an action that has settled, or is in another round, is not sent at all.
     */
    async dispatchAction(input: ActionInput): Promise<DispatchResult> {
      const opened = await transact(input, (tx) => openAttempt(tx, input, deps.clock.now()));
      if (opened.kind !== 'open') return opened;
      const { action, attempt } = opened;
      const startedMs = performance.now();
      const answer = await sendAction({ ...deps, ownCalls }, action, attempt);
      const durationMs = Math.round(performance.now() - startedMs);
      const result = await transact(input, (tx) =>
        closeAttempt(tx, { input, attempt, answer, durationMs, now: deps.clock.now() }),
      );
      report(deps, input, answer);
      if (result.kind !== 'retry') return result;
      throw ApplicationFailure.create({ message: result.errorCode, type: result.errorCode });
    },

    /**
     * Gives up dispatching: fails the action, unless an attempt that was thought lost has reached n8n.
     * Out: as `dispatchAction`. Twice: an action that has settled stays as it is.
     */
    async giveUpDispatch(input: ActionInput): Promise<DispatchResult> {
      return transact(input, async (tx) => {
        const action = await requireAction(tx, input);
        const result = resultOf(action, input);
        if (result !== null) return result;
        await settleAction(tx, action, {
          ...outcome('failed'),
          code: 'undeliverable',
          settledAt: deps.clock.now(),
        });
        return { kind: 'settled', status: 'failed' };
      });
    },

    /**
     * Ends an action that nobody answered, for the reason the workflow gives. Out: the status it has.
     * Twice: an action that has settled stays as it is.
     */
    async endAction({ code, ...input }: EndActionInput): Promise<SettledStatus> {
      return transact(input, async (tx) => {
        const action = await requireAction(tx, input);
        const ended = endOf(action, input);
        if (ended !== null) return ended;
        await settleAction(tx, action, {
          ...outcome(END_STATUSES[code]),
          code,
          settledAt: deps.clock.now(),
        });
        return END_STATUSES[code];
      });
    },
  };
};

export type ActionActivities = ReturnType<typeof createActionActivities>;

/** A key or a setting of the operator's is wrong, and every action ends at once: somebody should know. */
const report = (
  { metrics, log }: Pick<ActionActivityDeps, 'metrics' | 'log'>,
  { companyId, actionId, round }: ActionInput,
  { verdict, status, isTrusted }: SendAnswer,
): void => {
  countAttempt(metrics, verdict);
  if (verdict.outcome !== 'refused' || !isTrusted) return;
  log.warn(
    { status, companyId, workflowId: actionWorkflowId(actionId, round) },
    'n8n refused a dispatch',
  );
};

type OpenedAttempt = DispatchResult | { kind: 'open'; action: ActionRow; attempt: number };

const openAttempt = async (
  tx: Transaction,
  input: ActionInput,
  startedAt: Date,
): Promise<OpenedAttempt> => {
  const action = await requireAction(tx, input);
  const result = resultOf(action, input);
  if (result !== null) return result;
  const attempt = action.attempt_count + 1;
  startAttempt(tx, { actionId: action.id, round: input.round, attempt, startedAt });
  if (action.status === 'accepted') reportProgress(tx, action, 'dispatching');
  return { kind: 'open', action, attempt };
};

interface CloseAttemptInput {
  input: ActionInput;
  attempt: number;
  answer: SendAnswer;
  durationMs: number;
  now: Date;
}

type ClosedAttempt = DispatchResult | { kind: 'retry'; errorCode: string };

/**
 * Writes the attempt's end and what follows from it. An early callback, a cancel, and another attempt
 * that got through while this one was thought dead have precedence.
 */
const closeAttempt = async (
  tx: Transaction,
  { input, attempt, answer, durationMs, now }: CloseAttemptInput,
): Promise<ClosedAttempt> => {
  const action = await requireAction(tx, input);
  const { verdict } = answer;
  finishAttempt(tx, {
    actionId: action.id,
    attempt,
    outcome: verdict.outcome,
    statusCode: answer.status,
    errorCode: verdict.outcome === 'accepted' ? null : verdict.errorCode,
    responseBody: answer.body,
    durationMs,
  });
  const result = resultOf(action, input);
  if (result !== null) return result;
  switch (verdict.outcome) {
    case 'retry':
      reportProgress(tx, action, action.status);
      return { kind: 'retry', errorCode: verdict.errorCode };
    case 'refused':
      await settleAction(tx, action, {
        ...outcome('failed'),
        code: verdict.errorCode === 'egress_refused' ? 'egress_refused' : 'refused',
        settledAt: now,
      });
      return { kind: 'settled', status: 'failed' };
    case 'accepted':
      return action.expects_callback
        ? awaitCallback(tx, action, now)
        : settleWithoutCallback(tx, action, now);
  }
};

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
  await settleAction(tx, action, {
    ...outcome('succeeded'),
    code: 'accepted_without_callback',
    settledAt: now,
  });
  return { kind: 'settled', status: 'succeeded' };
};

const awaiting = (deadlineAt: Date): DispatchResult => ({
  kind: 'awaiting_callback',
  deadlineAt: deadlineAt.toISOString(),
});

const outcome = (status: SettledStatus) => ({
  status,
  message: '',
  statutDossier: null,
  isLate: false,
  isSimulated: false,
  isKnownToWorkflow: true,
});

/** What this round has come to; null while it has yet to reach n8n. */
const resultOf = (action: ActionRow, input: ActionInput): DispatchResult | null => {
  const ended = endOf(action, input);
  if (ended !== null) return { kind: 'settled', status: ended };
  return action.status === 'awaiting_callback' && action.deadline_at !== null
    ? awaiting(action.deadline_at)
    : null;
};

/** How this round ended; null while it runs. A later round means that this one ended long ago. */
const endOf = (action: ActionRow, input: ActionInput): SettledStatus | null => {
  if (action.round !== input.round) return 'cancelled';
  return isSettled(action.status) ? action.status : null;
};

const requireAction = async (tx: Transaction, input: ActionInput): Promise<ActionRow> => {
  const action = await lockAction(tx, input.actionId);
  if (!action) throw new AppError('not_found', 'action not found');
  return action;
};
