import type { Context } from 'hono';
import { verifyCallbackToken } from '../../domain/actions/callbacks.ts';
import { reachOf } from '../../domain/shared/permissions.ts';
import { AppError } from '../../errors.ts';
import type { Actor } from '../../platform/facts.ts';
import { actorOf, type ApiDeps, type Env } from '../http/context.ts';
import { lacksPermission, requireCaller } from '../http/endpoint.ts';

/** Authorises a flow of n8n: by the token of its dispatch, or an API key with `actions:callback`. */

/** During a key rotation, restarted processes issue tokens that the other processes can't verify yet. */
const UNKNOWN_KEY_RETRY_SECONDS = 30;

/** Out: the actor and the round of the token. Null round: an API key, which names no round. */
export const authoriseFlow = (
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
