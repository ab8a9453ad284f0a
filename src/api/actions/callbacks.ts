import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Transaction } from '../../platform/database.ts';
import type { Actor } from '../../platform/facts.ts';
import { isSettled, type OutcomeCode } from '../../domain/actions/statuses.ts';
import {
  CALLBACK_GRACE_MS,
  CallbackIn,
  CallbackOut,
  verifyCallbackToken,
  type CallbackInput,
} from '../../domain/actions/callbacks.ts';
import { reachOf } from '../../domain/shared/permissions.ts';
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
import { actorOf, transact, type ApiDeps, type Env } from '../http/context.ts';
import { lacksPermission, publicEndpoint, requireCaller, type Endpoint } from '../http/endpoint.ts';

/** n8n's answer to an action. DESIGN: "From n8n". */

export const callbackEndpoint = (deps: ApiDeps): Endpoint =>
  publicEndpoint(
    {
      id: 'actions.callback',
      method: 'post',
      path: '/api/v1/actions/{id}/callback',
      permission: 'public',
      ownToken: /^rcb_/,
      security: [{ callbackToken: [] }, { bearer: [] }, { apiKey: [] }],
      summary: "Receive n8n's answer to an action",
      description:
        'Authorised by the one-time token of the dispatch (`Authorization: Bearer`), or an API key with the scope `actions:callback`. A repeat of a `callbackId` changes nothing.',
      params: z.object({ id: z.uuid() }),
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
      const { actor, round } = authorise(deps, c, id);
      return {
        body: await transact(deps, actor, (tx) => receiveCallback(tx, deps, { id, round, body })),
      };
    },
  );

/** While keys rotate, a process that was restarted makes tokens that the others can't check yet. */
const UNKNOWN_KEY_RETRY_SECONDS = 30;

/** Who answers, and for which round; null: the last one sent. */
const authorise = (
  deps: ApiDeps,
  c: Context<Env>,
  actionId: string,
): { actor: Actor; round: number | null } => {
  const token = /^Bearer\s+(rcb_\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
  const variables = { requestId: c.get('requestId'), ip: c.get('ip') };
  if (token === undefined) {
    const caller = requireCaller(c);
    if (reachOf(caller, 'actions:callback') === 'none') throw lacksPermission('actions:callback');
    return { actor: actorOf(caller, variables), round: null };
  }
  const subject = verifyCallbackToken(deps.encryptionKeys, actionId, token);
  if (subject === 'unknown_key') {
    throw new AppError('unavailable', "the token's encryption key is not known to this process", {
      retryAfterSeconds: UNKNOWN_KEY_RETRY_SECONDS,
    });
  }
  if (subject === 'forged') {
    throw new AppError('unauthenticated', 'the token is not valid for this action');
  }
  return {
    actor: { companyId: subject.companyId, userId: null, ...variables },
    round: subject.round,
  };
};

interface ReceivedCallback {
  id: string;
  round: number | null;
  body: CallbackInput;
}

/**
 * Takes one answer while holding the action's row. A repeat, an answer to an earlier round and one
 * to an action that ended otherwise are recorded and change nothing; one that comes after the
 * deadline still tells what happened, so it is applied and marked late.
 */
const receiveCallback = async (
  tx: Transaction,
  deps: ApiDeps,
  { id, round: givenRound, body }: ReceivedCallback,
): Promise<z.infer<typeof CallbackOut>> => {
  const action = await lockAction(tx, id);
  if (!action) throw notFound('action');
  const round = givenRound ?? body.round ?? lastSentRound(action);
  if (round > action.round) throw new AppError('conflict', `there was no round ${round} yet`);
  // Without a round, a repeat of an earlier round's answer must not pass for this round's.
  const isRoundGuessed = givenRound === null && body.round === undefined;
  if (isRoundGuessed && (await hasCallback(tx, { actionId: id, callbackId: body.callbackId }))) {
    return { id, status: action.status, outcome: 'duplicate' };
  }
  const receivedAt = deps.clock.now();
  refuseAfterGrace(action, receivedAt);
  const isApplied = applies(action, round, body);
  const isLate = comesLate(action, round, receivedAt);
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
      isSimulated: body.data?.['simulation'] === true,
      settledAt: receivedAt,
      isKnownToWorkflow: isSettled(action.status),
    });
    return { id, status: body.status, outcome: 'applied' };
  }
  await refuseFlood(tx, id);
  if (isApplied) await changeEntityStatus(tx, action, body.statutDossier ?? null);
  reportProgress(tx, action, action.status);
  return { id, status: action.status, outcome: isApplied ? 'applied' : 'recorded' };
};

/** A round that is only accepted has not reached n8n: nobody can answer it yet. */
const lastSentRound = ({ round, status }: ActionRow): number =>
  status === 'accepted' ? Math.max(1, round - 1) : round;

/** What ends an action is always taken; of the rest there may be so many. */
const refuseFlood = async (tx: Transaction, id: string): Promise<void> => {
  if ((await countCallbacks(tx, id)) <= CALLBACK_COUNT_MAX) return;
  throw new AppError('conflict', `this action has had ${CALLBACK_COUNT_MAX} callbacks already`);
};

const refuseAfterGrace = (action: ActionRow, receivedAt: Date): void => {
  if (action.settled_at === null || !isSettled(action.status)) return;
  if (receivedAt.getTime() - action.settled_at.getTime() > CALLBACK_GRACE_MS) {
    throw new AppError('gone', 'the action settled more than 24 hours ago');
  }
};

const applies = (action: ActionRow, round: number, body: CallbackInput): boolean => {
  if (round !== action.round) return false;
  if (!isSettled(action.status)) return true;
  return UNHEARD.has(action.outcome_code) && body.status !== 'progress';
};

/** It ended for want of an answer, not by one: a refused attempt says nothing of an earlier one that got through. */
const UNHEARD: ReadonlySet<ActionRow['outcome_code']> = new Set<OutcomeCode>([
  'deadline_missed',
  'undeliverable',
  'refused',
  'egress_refused',
  'run_ended',
]);

/** After the deadline, noticed by the workflow or not, or to a round that has ended. */
const comesLate = (action: ActionRow, round: number, receivedAt: Date): boolean =>
  isSettled(action.status) ||
  round !== action.round ||
  (action.deadline_at !== null && receivedAt > action.deadline_at);
