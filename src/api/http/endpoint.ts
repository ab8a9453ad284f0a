import type { Context } from 'hono';
import { scopeOf, type Caller, type Permission } from '../../domain/shared/permissions.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import type { AnswerOf, AnswerSpec } from './answers/kinds.ts';
import { finish, send } from './answers/send.ts';
import type { BodySpec } from './bodies/kinds.ts';
import { actorOf, transact, type ApiDeps, type Env } from './context.ts';
import { answerOnce } from './idempotency.ts';
import { nothingHere, parseRequest } from './request.ts';
import type {
  CallerRequest,
  CallerRouteSpec,
  Endpoint,
  EndpointRequest,
  RouteSpec,
  Shape,
} from './spec.ts';

export type { Endpoint } from './spec.ts';

/**
 * The shape of every route: what it is called, who may call it, what comes in, what goes out. From one
 * declaration come the permission check, validation, the OpenAPI page and the refusal tests.
 */

/** A route for callers: authenticated, permitted, validated. */
export const endpoint = <
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends BodySpec = undefined,
  A extends AnswerSpec = undefined,
  R = undefined,
>(
  deps: ApiDeps,
  spec: CallerRouteSpec<P, Q, B, A, R>,
  handle: (request: CallerRequest<P, Q, B, R>) => Promise<AnswerOf<A>>,
): Endpoint => ({
  spec,
  handler: async (c) => {
    const caller = requireCaller(c);
    const scope = scopeOf(caller, spec.permission);
    if (!scope) throw lacksPermission(spec.permission);
    if (isStream(spec) && c.req.method === 'HEAD') return c.body(null);
    const { fingerprint, ...request } = await parseRequest(c, spec);
    const actor = actorOf(caller, { requestId: c.get('requestId'), ip: c.get('ip') });
    const load = async (tx: Transaction): Promise<R> => {
      const { params } = request;
      const resource = await spec.load?.({ tx, params, caller, scope });
      if (spec.load && resource === undefined) throw nothingHere();
      return resource as R;
    };
    const answer = await handle({
      ...request,
      caller,
      scope,
      read: (work) => transact(deps, actor, async (tx) => work(tx, await load(tx))),
      write: (work) =>
        transact(deps, actor, (tx) =>
          answerOnce({ c, tx, caller, fingerprint, keys: deps.encryptionKeys }, async () =>
            finish(spec.answer, await work(tx, await load(tx))),
          ),
        ),
    });
    return send(c, spec, answer);
  },
});

/** A route without a caller, such as signing in or a callback with its own token. */
export const publicEndpoint = <
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends BodySpec = undefined,
  A extends AnswerSpec = undefined,
>(
  spec: RouteSpec<P, Q, B, A> & { permission: 'public' },
  handle: (request: EndpointRequest<P, Q, B>) => Promise<AnswerOf<A>>,
): Endpoint => ({
  spec,
  handler: async (c) => {
    const { fingerprint: _, ...request } = await parseRequest(c, spec);
    return send(c, spec, await handle(request));
  },
});

export const requireCaller = (c: Context<Env>): Caller => {
  const caller = c.get('caller');
  if (caller) return caller;
  throw new AppError('unauthenticated', 'send `Authorization: Bearer <API key>`, or sign in');
};

export const lacksPermission = (permission: Permission): AppError =>
  new AppError('forbidden', `this needs the permission ${permission}`);

/** A HEAD request opens no stream. */
const isStream = ({ answer }: { answer?: AnswerSpec }): boolean =>
  answer !== undefined && 'kind' in answer && answer.kind === 'stream';
