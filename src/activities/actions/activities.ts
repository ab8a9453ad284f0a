import { ApplicationFailure } from '@temporalio/activity';
import { isSettled, type OutcomeCode, type SettledStatus } from '../../domain/actions/statuses.ts';
import { inCompany, type Committed, type Transaction } from '../../platform/database.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { actionWorkflowId } from '../../ids.ts';
import { countAttempt, type Metrics } from '../../platform/metrics.ts';
import {
  countAttempts,
  finishAttempt,
  markAwaitingCallback,
  startAttempt,
} from '../../queries/actions/attempts.ts';
import { reportProgress } from '../../services/actions/facts.ts';
import { settleAction } from '../../services/actions/settle.ts';
import { lockAction, type ActionRow } from '../../queries/actions/records.ts';
import { sendAction, type SendResult } from './sending.ts';
import { deleteClaim, findClaim } from '../../queries/actions/claims.ts';
import { returnSlot, takeSlot, type DispatchSlot } from '../../queries/actions/slots.ts';
import { paceDelayMs, retryDelaySeconds } from '../../domain/actions/dispatch.ts';
import { releasesClaim } from '../../domain/actions/claims.ts';

/** Activities that dispatch an action to n8n, or end it without a callback. */

export interface ActionInput {
  companyId: number;
  actionId: string;
  round: number;
}

export type DispatchResult =
  /** ISO 8601. An instant, not a duration: so a delayed workflow still ends at the announced time. */
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
  const transact = <T>(input: ActionInput, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    inCompany(deps.database, { companyId: input.companyId, userId: null }, work, deps.announce);

  return {
    /**
     * Dispatches one action to n8n: one attempt. Out: `awaiting_callback` with the deadline, or
     * `settled` if the action has ended. Errors: the codes of DISPATCH_ERRORS, and `too_many_under_way`
     * if n8n has enough under way; retryable, with the delay until the next attempt.
     * Twice: each call is a separate attempt with the same `webhook-id`, and a flow claims it before it
     * does anything. An action that is claimed, settled or in another round is not sent.
     */
    async dispatchAction(input: ActionInput): Promise<DispatchResult> {
      const opened = await transact(input, (tx) => openAttempt(tx, deps, input));
      if (opened.kind === 'paced') throw retryLater('too_many_under_way', opened.delayMs);
      if (opened.kind !== 'open') return opened;
      const { action, attempt, slot } = opened;
      const startedMs = performance.now();
      const sent = await sendAction(deps, action, attempt);
      const durationMs = Math.round(performance.now() - startedMs);
      const result = await transact(input, (tx) =>
        closeAttempt(tx, { input, attempt, slot, sent, durationMs, now: deps.clock.now() }),
      );
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
        await settleAction(tx, action, {
          ...settlementDefaults('failed'),
          code: 'undeliverable',
          settledAt: deps.clock.now(),
        });
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
        await settleAction(tx, action, {
          ...settlementDefaults(END_STATUSES[code]),
          code,
          settledAt: deps.clock.now(),
        });
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

const retryLater = (code: string, delayMs: number): ApplicationFailure =>
  ApplicationFailure.create({ message: code, type: code, nextRetryDelay: delayMs });

type OpenedAttempt =
  | DispatchResult
  | { kind: 'open'; action: ActionRow; attempt: number; slot: DispatchSlot }
  | { kind: 'paced'; delayMs: number };

const openAttempt = async (
  tx: Transaction,
  { config, clock }: Pick<ActionActivityDeps, 'config' | 'clock'>,
  input: ActionInput,
): Promise<OpenedAttempt> => {
  const startedAt = clock.now();
  const action = await requireAction(tx, input);
  const result = currentResult(action, input) ?? (await claimedResult(tx, action, startedAt));
  if (result !== null) return result;
  const attempt = action.attempt_count + 1;
  const slot = {
    receiver: receiverOf(config, action),
    holder: `${action.id}/${attempt}`,
    countMax: config.N8N_CONCURRENCY_MAX,
  };
  if (!(await takeSlot(tx, slot))) {
    const waitedMs = startedAt.getTime() - action.updated_at.getTime();
    return { kind: 'paced', delayMs: paceDelayMs(waitedMs, Math.random()) };
  }
  startAttempt(tx, { actionId: action.id, round: input.round, attempt, startedAt });
  if (action.status === 'accepted') reportProgress(tx, action, 'dispatching');
  return { kind: 'open', action, attempt, slot };
};

/** A company's own addresses count together, whatever they are: they take no slot of the operator's n8n. */
const receiverOf = (
  { N8N_WEBHOOK_URL }: Pick<ActionActivityDeps['config'], 'N8N_WEBHOOK_URL'>,
  action: ActionRow,
): string =>
  action.route_url === null ? new URL(N8N_WEBHOOK_URL).origin : `company/${action.company_id}`;

interface CloseAttemptInput {
  input: ActionInput;
  attempt: number;
  slot: DispatchSlot;
  sent: SendResult;
  durationMs: number;
  now: Date;
}

type ClosedAttempt = DispatchResult | { kind: 'retry'; errorCode: string; delayMs: number };

/**
 * Records the end of the attempt and changes the action. The action is left unchanged if an early
 * callback or a cancel settled it, or if another attempt reached n8n in the meantime.
 */
const closeAttempt = async (
  tx: Transaction,
  { input, attempt, slot, sent, durationMs, now }: CloseAttemptInput,
): Promise<ClosedAttempt> => {
  const action = await requireAction(tx, input);
  returnSlot(tx, slot, isTimeout(sent));
  const verdict = await judge(tx, input, sent);
  finishAttempt(tx, {
    actionId: action.id,
    attempt,
    outcome: verdict.outcome,
    statusCode: sent.status,
    errorCode: sent.verdict.outcome === 'accepted' ? null : sent.verdict.errorCode,
    responseBody: sent.body,
    durationMs,
  });
  const result = currentResult(action, input);
  if (result !== null) return result;
  switch (verdict.outcome) {
    case 'retry':
      reportProgress(tx, action, action.status);
      return {
        kind: 'retry',
        errorCode: verdict.errorCode,
        delayMs: retryDelaySeconds(await countAttempts(tx, input)) * 1000,
      };
    case 'refused':
      await settleAction(tx, action, {
        ...settlementDefaults('failed'),
        code: verdict.errorCode === 'egress_refused' ? 'egress_refused' : 'refused',
        settledAt: now,
      });
      return { kind: 'settled', status: 'failed' };
    case 'accepted':
      return handOver(tx, action, now);
  }
};

/**
 * An attempt that ended without n8n's word (time-out, proxy, lost connection) is not repeated while a
 * claim stands: the flow has the action. A flow that gives its claim back has done nothing.
 */
const judge = async (
  tx: Transaction,
  dispatch: ActionInput,
  { verdict, body }: SendResult,
): Promise<SendResult['verdict']> => {
  if (verdict.outcome !== 'retry') return verdict;
  if ((await findClaim(tx, dispatch)) === undefined) return verdict;
  if (!releasesClaim(body)) return { outcome: 'accepted' };
  deleteClaim(tx, dispatch);
  return verdict;
};

const isTimeout = ({ verdict }: SendResult): boolean =>
  verdict.outcome === 'retry' && verdict.errorCode === 'timeout';

/** The result of a round that a flow has claimed. Null: it is not claimed. */
const claimedResult = async (
  tx: Transaction,
  action: ActionRow,
  now: Date,
): Promise<DispatchResult | null> => {
  if (action.status !== 'dispatching') return null; // not sent in this round
  const claim = await findClaim(tx, { actionId: action.id, round: action.round });
  return claim === undefined ? null : handOver(tx, action, now);
};

/** n8n has the action. */
const handOver = async (tx: Transaction, action: ActionRow, now: Date): Promise<DispatchResult> =>
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
  await settleAction(tx, action, {
    ...settlementDefaults('succeeded'),
    code: 'accepted_without_callback',
    settledAt: now,
  });
  return { kind: 'settled', status: 'succeeded' };
};

const awaiting = (deadlineAt: Date): DispatchResult => ({
  kind: 'awaiting_callback',
  deadlineAt: deadlineAt.toISOString(),
});

const settlementDefaults = (status: SettledStatus) => ({
  status,
  message: '',
  statutDossier: null,
  isLate: false,
  isSimulated: false,
  isKnownToWorkflow: true,
});

/** The result of this round so far. Null: no attempt has reached n8n. */
const currentResult = (action: ActionRow, input: ActionInput): DispatchResult | null => {
  const settled = settledStatusOf(action, input);
  if (settled !== null) return { kind: 'settled', status: settled };
  return action.status === 'awaiting_callback' && action.deadline_at !== null
    ? awaiting(action.deadline_at)
    : null;
};

/** The settled status of this round. Null: it is open. `cancelled` if a later round has begun. */
const settledStatusOf = (action: ActionRow, input: ActionInput): SettledStatus | null => {
  if (action.round !== input.round) return 'cancelled';
  return isSettled(action.status) ? action.status : null;
};

const requireAction = async (tx: Transaction, input: ActionInput): Promise<ActionRow> => {
  const action = await lockAction(tx, input.actionId);
  if (!action) throw new AppError('not_found', 'action not found');
  return action;
};
