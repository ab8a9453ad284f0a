import { ApplicationFailure } from '@temporalio/activity';
import { actionPayload, callbackUrl } from '../domain/action-payload.ts';
import { dispatchTarget, judgeAnswer, type DispatchVerdict } from '../domain/action-dispatch.ts';
import {
  isSettled,
  type ActionStatus,
  type OutcomeCode,
  type SettledStatus,
} from '../domain/action-statuses.ts';
import { callbackToken } from '../domain/callbacks.ts';
import { signStandardWebhook } from '../domain/signatures.ts';
import { inCompany, type Committed, type Transaction } from '../database.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { dispatchMessageId } from '../ids.ts';
import { finishAttempt, markAwaitingCallback, startAttempt } from '../queries/action-attempts.ts';
import { settleAction } from '../queries/action-settlement.ts';
import { lockAction, type ActionRow } from '../queries/actions.ts';
import { toFailure } from './errors.ts';

/** Dispatching an action to n8n, and ending one that nobody answers. */

export interface ActionInput {
  companyId: number;
  actionId: string;
  round: number;
}

export type DispatchResult =
  | { kind: 'awaiting_callback'; callbackTimeoutMs: number }
  | { kind: 'settled'; status: SettledStatus };

export interface EndActionInput extends ActionInput {
  code: keyof typeof END_STATUSES;
}

const END_STATUSES = {
  deadline_missed: 'expired',
  undeliverable: 'failed',
  cancelled: 'cancelled',
} as const satisfies Partial<Record<OutcomeCode, SettledStatus>>;

/** n8n answers its webhook at once; slower than this, it is not well. */
const DISPATCH_TIMEOUT_MS = 15_000;
const RESPONSE_KEPT_BYTES = 16 * 1024;

interface ActionActivityDeps extends Pick<
  Deps,
  'config' | 'database' | 'encryptionKeys' | 'http' | 'clock'
> {
  announce: (committed: Committed) => void;
}

export const createActionActivities = (deps: ActionActivityDeps) => {
  const transact = <T>(input: ActionInput, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    inCompany(deps.database, { companyId: input.companyId, userId: null }, work, deps.announce);

  return {
    /**
     * Sends one action to n8n. Out: `awaiting_callback` with the time to wait, or `settled` if the
     * action has ended. Errors: `n8n_unavailable`, `workflow_inactive` (retryable).
     * Twice: each call is an attempt of its own under the same `webhook-id`, by which n8n drops a
     * repeat; an action that has settled, or is in another round, is not sent at all.
     */
    async dispatchAction(input: ActionInput): Promise<DispatchResult> {
      const opened = await transact(input, (tx) => openAttempt(tx, input, deps.clock.now()));
      if (opened.kind === 'settled') return opened;
      if (opened.kind === 'sent') return opened.result;
      const { action, attempt } = opened;
      const startedMs = performance.now();
      const answer = await send(deps, action, attempt);
      const durationMs = Math.round(performance.now() - startedMs);
      const result = await transact(input, (tx) =>
        closeAttempt(tx, { input, attempt, answer, durationMs, now: deps.clock.now() }),
      );
      if (result.kind !== 'retry') return result;
      throw ApplicationFailure.create({ message: result.errorCode, type: result.errorCode });
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

type OpenedAttempt =
  | { kind: 'settled'; status: SettledStatus }
  | { kind: 'sent'; result: DispatchResult }
  | { kind: 'open'; action: ActionRow; attempt: number };

const openAttempt = async (
  tx: Transaction,
  input: ActionInput,
  startedAt: Date,
): Promise<OpenedAttempt> => {
  const action = await requireAction(tx, input);
  const ended = endOf(action, input);
  if (ended !== null) return { kind: 'settled', status: ended };
  if (action.status === 'awaiting_callback') return { kind: 'sent', result: awaiting(action) };
  const attempt = action.attempt_count + 1;
  startAttempt(tx, { actionId: action.id, round: input.round, attempt, startedAt });
  if (action.status === 'accepted') streamStatus(tx, action, 'dispatching');
  return { kind: 'open', action, attempt };
};

interface SendAnswer {
  verdict: DispatchVerdict;
  status: number | null;
  body: string | null;
}

const send = async (
  deps: ActionActivityDeps,
  action: ActionRow,
  attempt: number,
): Promise<SendAnswer> => {
  const target = dispatchTarget(
    action,
    { url: deps.config.N8N_WEBHOOK_URL, apiKey: deps.config.N8N_API_KEY },
    deps.encryptionKeys,
  );
  const timestamp = deps.clock.now();
  const subject = { companyId: action.company_id, actionId: action.id, round: action.round };
  const body = JSON.stringify(
    actionPayload(action, {
      timestamp,
      source: deps.config.ACTION_SOURCE,
      attempt,
      callback: {
        url: callbackUrl(deps.config.PUBLIC_URL, action.id),
        token: callbackToken(deps.encryptionKeys, subject),
      },
    }),
  );
  try {
    const answer = await deps.http.send({
      url: target.url,
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(target.apiKey === null ? {} : { 'X-API-Key': target.apiKey }),
        ...signStandardWebhook(
          deps.config.N8N_SIGNING_SECRET,
          dispatchMessageId(action.id, action.round),
          Math.floor(timestamp.getTime() / 1000),
          body,
        ),
      },
      body,
      timeoutMs: DISPATCH_TIMEOUT_MS,
      responseSizeMaxBytes: RESPONSE_KEPT_BYTES,
      isTrusted: target.isTrusted,
    });
    return { verdict: judgeAnswer(answer.status), status: answer.status, body: answer.body };
  } catch (error) {
    return { verdict: judgeNetworkError(error), status: null, body: null };
  }
};

const judgeNetworkError = (error: unknown): DispatchVerdict => {
  const refusal = error instanceof AppError ? error : undefined;
  if (refusal?.code === 'egress_refused' || causeOf(error)?.code === 'egress_refused') {
    return { outcome: 'refused', errorCode: 'egress_refused' };
  }
  const isTimeout = error instanceof Error && error.name === 'TimeoutError';
  return { outcome: 'retry', errorCode: isTimeout ? 'timeout' : networkCode(error) };
};

const causeOf = (error: unknown): AppError | undefined =>
  error instanceof Error && error.cause instanceof AppError ? error.cause : undefined;

/** `ECONNREFUSED`, `ENOTFOUND`…: says what to look at, and names nobody. */
const networkCode = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code)
    ? code.toLowerCase()
    : 'network_error';
};

interface CloseAttemptInput {
  input: ActionInput;
  attempt: number;
  answer: SendAnswer;
  durationMs: number;
  now: Date;
}

type ClosedAttempt = DispatchResult | { kind: 'retry'; errorCode: string };

/** Writes the attempt's end and what follows from it. An early callback or a cancel has precedence. */
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
  const ended = endOf(action, input);
  if (ended !== null) return { kind: 'settled', status: ended };
  switch (verdict.outcome) {
    case 'retry':
      streamStatus(tx, action, action.status);
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
  markAwaitingCallback(tx, {
    actionId: action.id,
    round: action.round,
    dispatchedAt: now,
    deadlineAt: new Date(now.getTime() + action.callback_timeout_seconds * 1000),
  });
  streamStatus(tx, action, 'awaiting_callback');
  return awaiting(action);
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

const awaiting = (action: ActionRow): DispatchResult => ({
  kind: 'awaiting_callback',
  callbackTimeoutMs: action.callback_timeout_seconds * 1000,
});

const outcome = (status: SettledStatus) => ({
  status,
  message: '',
  statutDossier: null,
  isLate: false,
  isKnownToWorkflow: true,
});

/** How this round ended; null while it runs. A later round means that this one ended long ago. */
const endOf = (action: ActionRow, input: ActionInput): SettledStatus | null => {
  if (action.round !== input.round) return 'cancelled';
  return isSettled(action.status) ? action.status : null;
};

const streamStatus = (tx: Transaction, action: ActionRow, status: ActionStatus): void =>
  tx.stream({
    topic: 'action.updated',
    resourceId: action.id,
    userId: action.decide_par,
    callCentreId: action.call_centre_id,
    data: { id: action.id, status },
  });

const requireAction = async (tx: Transaction, input: ActionInput): Promise<ActionRow> => {
  const action = await lockAction(tx, input.actionId);
  if (!action) throw toFailure(new AppError('not_found', 'action not found'));
  return action;
};
