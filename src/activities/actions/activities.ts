import { setTimeout as pause } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/activity';
import { paceDelayMs, TURN_MAX_SECONDS } from '../../domain/actions/dispatch.ts';
import type { OutcomeCode, SettledStatus } from '../../domain/actions/statuses.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { actionWorkflowId } from '../../ids.ts';
import { inCompany, type Committed, type Transaction } from '../../platform/database.ts';
import { countAttempt, type Metrics } from '../../platform/metrics.ts';
import {
  renewSlot,
  SLOT_RENEWAL_MS,
  takeTurn,
  type DispatchSlot,
} from '../../queries/actions/slots.ts';
import { settleWithoutAnswer } from '../../services/actions/lost-answers.ts';
import { closeAttempt, isPaced, openAttempt } from './attempts.ts';
import {
  claimedResult,
  currentResult,
  requireAction,
  settledStatusOf,
  type ActionInput,
  type DispatchResult,
} from './rounds.ts';
import { sendAction, type SendResult } from './sending.ts';
import { createWaitingRoom } from './waiting-room.ts';

/** Activities that dispatch an action to n8n, or end it without a callback. */

/** With the wait for a slot and n8n's answer, it fits into the 30 s of the activity. */
const CLOSE_PATIENCE_MS = 10_000;
const CLOSE_PAUSE_MS = 250;

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
  const transact = async <T>(
    input: ActionInput,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> => {
    const { companyId, actionId, round } = input;
    try {
      return await inCompany(deps.database, { companyId, userId: null }, work, deps.announce);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') {
        const workflowId = actionWorkflowId(actionId, round);
        deps.log.warn({ companyId, actionId, workflowId }, 'run of an action that is not known');
      }
      throw error;
    }
  };

  const waitingRoom = createWaitingRoom();

  return {
    /**
     * Dispatches one action to n8n: one attempt. Out: `awaiting_callback` with the deadline, or
     * `settled` if the action has ended. Errors: the codes of DISPATCH_ERRORS, and `too_many_under_way`
     * if n8n has enough under way; retryable, with the delay until the next attempt.
     * Twice: each call is a separate attempt with the same `webhook-id`, and a flow claims it before it
     * does anything. An action that is claimed, settled or in another round is not sent.
     */
    async dispatchAction(input: ActionInput): Promise<DispatchResult> {
      const open = () => transact(input, (tx) => openAttempt(tx, deps, input));
      const first = await open();
      const opened = isPaced(first)
        ? ((await waitingRoom.wait(first.receiver, open, isPaced)) ?? first)
        : first;
      if (isPaced(opened)) {
        const seconds = await takeTurn(deps.database, opened.receiver, TURN_MAX_SECONDS);
        throw retryLater('too_many_under_way', paceDelayMs(seconds, Math.random()));
      }
      if (opened.kind !== 'open') return opened;
      const { action, attempt, slot } = opened;
      const startedMs = performance.now();
      const sent = await withRenewals(deps, slot, () => sendAction(deps, action, attempt));
      const durationMs = Math.round(performance.now() - startedMs);
      const close = () =>
        transact(input, (tx) =>
          closeAttempt(tx, { input, attempt, slot, sent, durationMs, now: deps.clock.now() }),
        );
      const result = await insist(close);
      waitingRoom.wake(slot.receiver);
      reportAttempt(deps, input, { ...sent, attempt, durationMs });
      if (result.kind !== 'retry') return result;
      throw retryLater(result.errorCode, result.delayMs);
    },

    /**
     * Settles the action as failed after the last attempt. If an earlier attempt has reached n8n after
     * all, it changes nothing. Out: as `dispatchAction`. Twice: a settled action is not changed.
     */
    async giveUpDispatch(input: ActionInput): Promise<DispatchResult> {
      return transact(input, async (tx) => {
        const action = await requireAction(tx, input);
        const result =
          currentResult(action, input) ?? (await claimedResult(tx, action, deps.clock.now()));
        if (result !== null) return result;
        const outcome = { status: 'failed', code: 'undeliverable' } as const;
        await settleWithoutAnswer(tx, action, outcome, deps.clock.now());
        return { kind: 'settled', status: 'failed' };
      });
    },

    /**
     * Settles an action without a callback: its deadline passed, or its run was cancelled (`code`).
     * Out: the settled status. Twice: a settled action is not changed.
     */
    async endAction({ code, ...input }: EndActionInput): Promise<SettledStatus> {
      return transact(input, async (tx) => {
        const action = await requireAction(tx, input);
        const settled = settledStatusOf(action, input);
        if (settled !== null) return settled;
        const outcome = { status: END_STATUSES[code], code };
        await settleWithoutAnswer(tx, action, outcome, deps.clock.now());
        return END_STATUSES[code];
      });
    },
  };
};

export type ActionActivities = ReturnType<typeof createActionActivities>;

/**
 * Counts the attempt and logs it in one line. A refusal by the operator's own n8n is a warning: a wrong key
 * or setting makes every action fail at once, so an operator must see it.
 */
const reportAttempt = (
  { metrics, log }: Pick<ActionActivityDeps, 'metrics' | 'log'>,
  { companyId, actionId, round }: ActionInput,
  { verdict, status, isTrusted, attempt, durationMs }: SendResult & AttemptTimes,
): void => {
  countAttempt(metrics, verdict);
  const fields = {
    companyId,
    actionId,
    workflowId: actionWorkflowId(actionId, round),
    attempt,
    outcome: verdict.outcome,
    status,
    errorCode: verdict.outcome === 'accepted' ? null : verdict.errorCode,
    durationMs,
  };
  if (verdict.outcome === 'refused' && isTrusted) log.warn(fields, 'n8n refused a dispatch');
  else log.info(fields, 'dispatch attempted');
};

interface AttemptTimes {
  attempt: number;
  durationMs: number;
}

/** Keeps the slot while n8n is asked. A renewal that fails is due again before the lease ends. */
const withRenewals = async <T>(
  { database }: Pick<ActionActivityDeps, 'database'>,
  slot: DispatchSlot,
  ask: () => Promise<T>,
): Promise<T> => {
  const timer = setInterval(() => {
    renewSlot(database, slot).catch(() => undefined);
  }, SLOT_RENEWAL_MS);
  try {
    return await ask();
  } finally {
    clearInterval(timer);
  }
};

/**
 * What n8n answered is known here alone, and can't be asked for again. So while the database is away, its
 * recording is tried again. Twice: an attempt that is closed stays as it is.
 */
const insist = async <T>(write: () => Promise<T>): Promise<T> => {
  const endsAt = performance.now() + CLOSE_PATIENCE_MS;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (error instanceof AppError || performance.now() > endsAt) throw error;
      await pause(CLOSE_PAUSE_MS);
    }
  }
};

/** The delay is also a detail: after a local activity the workflow waits itself. */
const retryLater = (code: string, delayMs: number): ApplicationFailure =>
  ApplicationFailure.create({
    message: code,
    type: code,
    nextRetryDelay: delayMs,
    details: [delayMs],
  });
