import { releaseOf } from '../../domain/actions/claims.ts';
import { retryDelaySeconds } from '../../domain/actions/dispatch.ts';
import type { Deps } from '../../deps.ts';
import type { Transaction } from '../../platform/database.ts';
import { countAttempts, finishAttempt, startAttempt } from '../../queries/actions/attempts.ts';
import { deleteClaim, findClaim } from '../../queries/actions/claims.ts';
import type { ActionRow } from '../../queries/actions/records.ts';
import { returnSlot, takeSlot, type DispatchSlot } from '../../queries/actions/slots.ts';
import { reportProgress } from '../../services/actions/facts.ts';
import { settleWithoutAnswer } from '../../services/actions/lost-answers.ts';
import {
  claimedResult,
  currentResult,
  handOver,
  requireAction,
  type ActionInput,
  type DispatchResult,
} from './rounds.ts';
import type { SendResult } from './sending.ts';

/** Opens an attempt before its HTTP call, and closes it after, each in one transaction. */

type OpenedAttempt =
  | DispatchResult
  | { kind: 'open'; action: ActionRow; attempt: number; slot: DispatchSlot }
  | PacedAttempt;

/** No slot of the receiver is free. */
interface PacedAttempt {
  kind: 'paced';
  receiver: string;
}

export const isPaced = (opened: OpenedAttempt): opened is PacedAttempt => opened.kind === 'paced';

export const openAttempt = async (
  tx: Transaction,
  { config, clock }: Pick<Deps, 'config' | 'clock'>,
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
  if (!(await takeSlot(tx, slot))) return { kind: 'paced', receiver: slot.receiver };
  startAttempt(tx, { actionId: action.id, round: input.round, attempt, startedAt });
  if (action.status === 'accepted') reportProgress(tx, action, 'dispatching');
  return { kind: 'open', action, attempt, slot };
};

/** A company's own addresses count together, whatever they are: they take no slot of the operator's n8n. */
const receiverOf = (
  { N8N_WEBHOOK_URL }: Pick<Deps['config'], 'N8N_WEBHOOK_URL'>,
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
export const closeAttempt = async (
  tx: Transaction,
  closing: CloseAttemptInput,
): Promise<ClosedAttempt> => {
  const closed = await conclude(tx, closing);
  returnSlot(tx, closing.slot, isOverload(closing.sent)); // last: all dispatches to n8n wait for its lock
  return closed;
};

const conclude = async (
  tx: Transaction,
  { input, attempt, sent, durationMs, now }: CloseAttemptInput,
): Promise<ClosedAttempt> => {
  const action = await requireAction(tx, input);
  const verdict = await judge(tx, input, sent);
  const result = currentResult(action, input);
  const isRepeated = verdict.outcome === 'retry' && result === null;
  const delayMs = isRepeated ? retryDelaySeconds(await countAttempts(tx, input)) * 1000 : 0;
  finishAttempt(tx, {
    actionId: action.id,
    attempt,
    outcome: verdict.outcome,
    statusCode: sent.status,
    errorCode: sent.verdict.outcome === 'accepted' ? null : sent.verdict.errorCode,
    responseBody: sent.body,
    releasedBy: sent.verdict.outcome === 'retry' ? (releaseOf(sent.body)?.claimedBy ?? null) : null,
    durationMs,
    nextAttemptAt: isRepeated ? new Date(now.getTime() + delayMs) : null,
  });
  if (result !== null) return result;
  switch (verdict.outcome) {
    case 'retry':
      reportProgress(tx, action, action.status);
      return { kind: 'retry', errorCode: verdict.errorCode, delayMs };
    case 'refused': {
      const code = verdict.errorCode === 'egress_refused' ? 'egress_refused' : 'refused';
      await settleWithoutAnswer(tx, action, { status: 'failed', code }, now);
      return { kind: 'settled', status: 'failed' };
    }
    case 'accepted':
      return handOver(tx, action, now);
  }
};

/**
 * An attempt that ended without n8n's word (time-out, proxy, lost connection) is not repeated while a
 * claim stands: the flow has the action. A flow that gives its claim back has done nothing. It can't
 * give back the claim of another execution, which may be at work: of an earlier attempt, for instance.
 */
const judge = async (
  tx: Transaction,
  dispatch: ActionInput,
  { verdict, body }: SendResult,
): Promise<SendResult['verdict']> => {
  if (verdict.outcome !== 'retry') return verdict;
  const claim = await findClaim(tx, dispatch);
  if (claim === undefined) return verdict;
  const release = releaseOf(body);
  if (release?.claimedBy !== claim.claimed_by) return { outcome: 'accepted' };
  deleteClaim(tx, dispatch);
  return verdict;
};

/** n8n has more than it can do: no answer in time, or it or a proxy says so. */
const isOverload = ({ verdict, status }: SendResult): boolean =>
  verdict.outcome === 'retry' &&
  (verdict.errorCode === 'timeout' || (status !== null && OVERLOAD_STATUSES.has(status)));

const OVERLOAD_STATUSES = new Set([429, 502, 503, 504]);
