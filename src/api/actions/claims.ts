import type { z } from '@hono/zod-openapi';
import {
  ClaimIn,
  ClaimOut,
  parseDispatchMessageId,
  type ClaimRefusal,
} from '../../domain/actions/claims.ts';
import { actionClaimed } from '../../domain/actions/events.ts';
import { isSettled } from '../../domain/actions/statuses.ts';
import { fault } from '../../domain/shared/faults.ts';
import { AppError, invalid, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findClaim, hasReleased, insertClaim } from '../../queries/actions/claims.ts';
import { lockAction, type ActionRow } from '../../queries/actions/records.ts';
import { audienceOf } from '../../services/actions/facts.ts';
import { ActionParams } from '../../domain/actions/shapes.ts';
import { transact, type ApiDeps } from '../http/context.ts';
import { publicEndpoint, type Endpoint } from '../http/endpoint.ts';
import { authoriseFlow } from './flow-token.ts';

/** The claim: a flow of n8n asks whether it is the first to carry out a dispatch. */

export const claimEndpoint = (deps: ApiDeps): Endpoint =>
  publicEndpoint(
    {
      id: 'actions.claim',
      method: 'post',
      path: '/api/v1/actions/{id}/claim',
      permission: 'public',
      ownToken: /^rcb_/,
      security: [{ callbackToken: [] }, { bearer: [] }, { apiKey: [] }],
      summary: 'Claim a dispatch before carrying it out',
      description:
        'Sent by a flow before it does anything, with the token of the dispatch and its `webhook-id` (with an API key, the `webhook-id` names the round; default: the latest). The first claim gets 200. A repeat gets 409 with what became of the action: the flow must do nothing.',
      params: ActionParams,
      body: ClaimIn,
      sample: { claimedBy: '4711' },
      status: 200,
      answer: ClaimOut,
    },
    async ({ c, params: { id }, body }) => {
      const { actor, round } = authoriseFlow(deps, c, id);
      const claim = {
        id,
        round,
        webhookId: c.req.header('webhook-id'),
        claimedBy: body.claimedBy ?? null,
      };
      return { body: await transact(deps, actor, (tx) => claimDispatch(tx, deps, claim)) };
    },
  );

interface Claim {
  id: string;
  /** Of the token. Null: an API key. */
  round: number | null;
  webhookId: string | undefined;
  claimedBy: string | null;
}

/** The round of the token and of the `webhook-id`, which must agree. */
const roundOf = (action: ActionRow, { round, webhookId }: Claim): number => {
  if (webhookId === undefined) return round ?? action.round;
  const dispatch = parseDispatchMessageId(webhookId);
  if (dispatch?.actionId !== action.id || (round !== null && round !== dispatch.round)) {
    throw invalid([fault('webhook-id', 'differs_from_address', {})]);
  }
  return dispatch.round;
};

/**
 * Records the claim under the lock of the action's row. Errors: `not_found`; `conflict` with what became
 * of the action, for each of CLAIM_REFUSALS; `validation_failed`.
 * Twice: the same `claimedBy` gets the same answer.
 */
const claimDispatch = async (
  tx: Transaction,
  deps: ApiDeps,
  given: Claim,
): Promise<z.infer<typeof ClaimOut>> => {
  const { id, claimedBy } = given;
  const action = await lockAction(tx, id);
  if (!action) throw notFound('action');
  const round = roundOf(action, given);
  const claim = await findClaim(tx, { actionId: id, round });
  const isSameExecution = claim?.claimed_by === claimedBy && claimedBy !== null;
  const isFree = claim === undefined || isSameExecution;
  const refusal = isFree ? await refusalOf(tx, action, round, claimedBy) : 'claimed';
  if (refusal !== null) {
    deps.metrics.claimsRefused.inc({ reason: refusal });
    throw conflict(action, claim?.claimed_at ?? null);
  }
  const claimedAt = claim?.claimed_at ?? deps.clock.now();
  if (claim === undefined) {
    insertClaim(tx, { actionId: id, round, claimedBy, claimedAt });
    tx.emit(actionClaimed, {
      subjectId: id,
      audience: audienceOf(action),
      data: { status: action.status },
      after: { round, claimed_by: claimedBy },
    });
  }
  return { id, round, status: action.status, claimed_at: claimedAt.toISOString() };
};

const refusalOf = async (
  tx: Transaction,
  action: ActionRow,
  round: number,
  claimedBy: string | null,
): Promise<ClaimRefusal | null> => {
  if (round !== action.round) return 'other_round';
  if (isSettled(action.status)) return 'settled';
  if (action.status === 'accepted') return 'not_sent';
  if (claimedBy === null) return null;
  return (await hasReleased(tx, { actionId: action.id, round, claimedBy })) ? 'released' : null;
};

const conflict = (action: ActionRow, claimedAt: Date | null): AppError =>
  new AppError('conflict', 'this dispatch is already carried out, or no longer wanted', {
    details: {
      status: action.status,
      outcome_code: action.outcome_code,
      outcome_message: action.outcome_message,
      claimed_at: claimedAt?.toISOString() ?? null,
    },
  });
