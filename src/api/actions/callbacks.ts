import type { z } from '@hono/zod-openapi';
import type { Transaction } from '../../platform/database.ts';
import { isSettled, type OutcomeCode } from '../../domain/actions/statuses.ts';
import {
  CALLBACK_GRACE_MS,
  CallbackIn,
  CallbackOut,
  isSimulated,
  type CallbackInput,
} from '../../domain/actions/callbacks.ts';
import { AppError, notFound } from '../../errors.ts';
import {
  CALLBACK_COUNT_MAX,
  countCallbacks,
  hasCallback,
  insertCallback,
} from '../../queries/actions/callbacks.ts';
import { reportProgress } from '../../services/actions/facts.ts';
import { changeEntityStatus, settleAction } from '../../services/actions/settle.ts';
import { lockAction, type ActionRow } from '../../queries/actions/records.ts';
import { ActionParams } from '../../domain/actions/shapes.ts';
import { transact, type ApiDeps } from '../http/context.ts';
import { publicEndpoint, type Endpoint } from '../http/endpoint.ts';
import { maskCallback } from './callback-masking.ts';
import { authoriseFlow } from './flow-token.ts';

/** The callback: n8n reports the result of an action. */

export const callbackEndpoint = (deps: ApiDeps): Endpoint =>
  publicEndpoint(
    {
      id: 'actions.callback',
      method: 'post',
      path: '/api/v1/actions/{id}/callback',
      permission: 'public',
      ownToken: /^rcb_/,
      security: [{ callbackToken: [] }, { bearer: [] }, { apiKey: [] }],
      summary: 'Receive the callback of n8n for an action',
      description:
        'Authorised by the one-time token of the dispatch (`Authorization: Bearer`), or an API key with the scope `actions:callback`. A repeat of a `callbackId` changes nothing.',
      params: ActionParams,
      body: CallbackIn,
      sample: {
        callbackId: '019e0c3e-7d4b-7c1a-9a52-3f1d1b9f0a11:1:final',
        status: 'succeeded',
        message: 'Relance envoyée à Marie Dumitru',
        statutDossier: 'DOSSIER_COMPLET',
        data: { simulation: false },
        round: 1,
      },
      status: 200,
      answer: CallbackOut,
    },
    async ({ c, params: { id }, body }) => {
      const { actor, round } = authoriseFlow(deps, c, id);
      return {
        body: await transact(deps, actor, (tx) => receiveCallback(tx, deps, { id, round, body })),
      };
    },
  );

interface ReceivedCallback {
  id: string;
  round: number | null;
  body: CallbackInput;
}

/**
 * Processes one callback under the lock of the action's row. A callback of an earlier round, or to an
 * action that another callback or a cancel settled, is recorded but changes nothing. A callback after
 * the deadline is applied and marked late: it reports what really happened.
 * Errors: `not_found`, `conflict`, `gone`. Twice: `callbackId` is the key; a repeat is a `duplicate`.
 */
const receiveCallback = async (
  tx: Transaction,
  deps: ApiDeps,
  { id, round: givenRound, body: given }: ReceivedCallback,
): Promise<z.infer<typeof CallbackOut>> => {
  const action = await lockAction(tx, id);
  if (!action) throw notFound('action');
  const round = givenRound ?? given.round ?? lastSentRound(action);
  if (round > action.round) throw new AppError('conflict', `the action has no round ${round}`);
  // Without a round, a repeat of an earlier round's callback must not count for this round.
  const isRoundGuessed = givenRound === null && given.round === undefined;
  if (isRoundGuessed && (await hasCallback(tx, { actionId: id, callbackId: given.callbackId }))) {
    return { id, status: action.status, outcome: 'duplicate' };
  }
  const receivedAt = deps.clock.now();
  refuseAfterGrace(action, receivedAt);
  const body = maskCallback(deps, action, round, given);
  const isApplied = canApply(action, round, body);
  const isLate = isAfterDeadline(action, round, receivedAt);
  const isNew = await insertCallback(tx, {
    actionId: id,
    round,
    callback: body,
    outcome: isApplied ? 'applied' : 'recorded',
    isLate,
    receivedAt,
  });
  if (!isNew) return { id, status: action.status, outcome: 'duplicate' };
  if (isApplied && body.status !== 'progress') {
    await settleAction(tx, action, {
      status: body.status,
      code: 'callback',
      message: body.message,
      statutDossier: body.statutDossier ?? null,
      isLate,
      isSimulated: isSimulated(body.data),
      settledAt: receivedAt,
      isKnownToWorkflow: isSettled(action.status),
    });
    return { id, status: body.status, outcome: 'applied' };
  }
  await refuseTooManyCallbacks(tx, id);
  if (isApplied) await changeEntityStatus(tx, action, body.statutDossier ?? null);
  reportProgress(tx, action, action.status);
  return { id, status: action.status, outcome: isApplied ? 'applied' : 'recorded' };
};

/** A round that is still `accepted` was not sent to n8n, so the callback is for the round before. */
const lastSentRound = ({ round, status }: ActionRow): number =>
  status === 'accepted' ? Math.max(1, round - 1) : round;

/** Limits callbacks that don't settle the action. A callback that settles it is always accepted. */
const refuseTooManyCallbacks = async (tx: Transaction, id: string): Promise<void> => {
  if ((await countCallbacks(tx, id)) <= CALLBACK_COUNT_MAX) return;
  throw new AppError('conflict', `this action already has ${CALLBACK_COUNT_MAX} callbacks`);
};

const refuseAfterGrace = (action: ActionRow, receivedAt: Date): void => {
  if (action.settled_at === null || !isSettled(action.status)) return;
  if (receivedAt.getTime() - action.settled_at.getTime() > CALLBACK_GRACE_MS) {
    throw new AppError('gone', 'the action settled more than 24 hours ago');
  }
};

const canApply = (action: ActionRow, round: number, body: CallbackInput): boolean => {
  if (round !== action.round) return false;
  if (!isSettled(action.status)) return true;
  return SETTLED_WITHOUT_ANSWER.has(action.outcome_code) && body.status !== 'progress';
};

/**
 * The action was settled without a callback or a user's decision, so a late callback may still change
 * it. A refused attempt is included: an earlier attempt may have reached n8n.
 */
const SETTLED_WITHOUT_ANSWER: ReadonlySet<ActionRow['outcome_code']> = new Set<OutcomeCode>([
  'deadline_missed',
  'undeliverable',
  'refused',
  'egress_refused',
  'run_ended',
  'restored',
  'in_doubt',
]);

/** True after the deadline (even if the workflow has not noticed it yet), or for an earlier round. */
const isAfterDeadline = (action: ActionRow, round: number, receivedAt: Date): boolean =>
  isSettled(action.status) ||
  round !== action.round ||
  (action.deadline_at !== null && receivedAt > action.deadline_at);
