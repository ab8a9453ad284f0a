import type { z } from '@hono/zod-openapi';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { actionRoutesProbed } from '../../domain/action-routes/events.ts';
import { probeState, ProbeOut, type ProbeAnswer } from '../../domain/action-routes/probe.ts';
import { dispatchTarget } from '../../domain/actions/dispatch.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  listLastDispatches,
  listRoutes,
  type LastDispatchRow,
  type StoredRoute,
} from '../../queries/action-routes.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';

/** Asks n8n whether the workflows take actions. Nothing runs: a GET of a webhook for POST is refused. */

/** With 100 routes (the most) that all hang, it ends in 9 s: within the 15 s of a request. */
const PROBE_TIMEOUT_MS = 3_000;
const PROBES_AT_ONCE = 50;
const ANSWER_SIZE_MAX_BYTES = 4 * 1024;
/** One request makes up to 101 calls to addresses that the company chose. Counted by each process. */
const PER_MINUTE_MAX = 30;

export const actionRouteProbeEndpoint = (deps: ApiDeps): Endpoint => {
  const limiter = new RateLimiterMemory({ points: PER_MINUTE_MAX, duration: 60 });
  return endpoint(
    deps,
    {
      id: 'action_routes.probe',
      method: 'post',
      path: '/api/v1/action-routes/probe',
      // It makes outgoing calls with the keys of the routes, so it needs the permission to set both.
      permission: 'action_routes:write',
      summary: 'Ask n8n whether the workflows are active, without running them',
      description:
        'Sends a GET to the webhook of the dispatcher and of each route that has its own. n8n refuses it, and says whether the path takes POST. A workflow that also takes GET would run.',
      status: 200,
      answer: ProbeOut,
    },
    async ({ caller, read }) => {
      await limitProbes(limiter, caller.companyId);
      const { routes, last } = await read(async (tx) => {
        tx.emit(actionRoutesProbed, { subjectId: tx.actor.companyId });
        return load(deps, tx);
      });
      const dispatcher = await ask(deps, targetOf(deps, 0, null));
      const answers = await inTurns(routes, ({ target }) =>
        target.isTrusted ? Promise.resolve(dispatcher) : ask(deps, target),
      );
      const newest = last.find(({ route_url: url }) => url === null);
      return {
        body: {
          dispatcher: probeOut(dispatcher, newest),
          routes: routes.map(({ prefix, target, lastDispatch, lastOfRoute }, position) => ({
            prefix,
            is_dispatcher: target.isTrusted,
            ...probeOut(answers[position] ?? dispatcher, lastDispatch),
            last_action: lastActionOut(lastOfRoute),
          })),
        },
      };
    },
  );
};

/** Errors: `rate_limited`. */
const limitProbes = async (limiter: RateLimiterMemory, companyId: number): Promise<void> => {
  try {
    await limiter.consume(companyId);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new AppError('rate_limited', 'the workflows were asked often enough', {
      retryAfterSeconds: Math.ceil(error.msBeforeNext / 1000),
    });
  }
};

type Target = ReturnType<typeof dispatchTarget>;

interface ProbedRoute {
  prefix: string;
  target: Target;
  /** To its URL or workflow: what n8n answered counts for each route that leads there. */
  lastDispatch: LastDispatchRow | undefined;
  /** By this route itself. */
  lastOfRoute: LastDispatchRow | undefined;
}

const load = async (
  deps: ApiDeps,
  tx: Transaction,
): Promise<{ routes: ProbedRoute[]; last: LastDispatchRow[] }> => {
  const [{ routes }, last] = await Promise.all([listRoutes(tx), listLastDispatches(tx)]);
  return {
    routes: routes.map((route) => {
      const same = last.filter(
        ({ route_url: url, route_workflow: workflow }) =>
          url === route.url && (url !== null || workflow === route.workflow),
      );
      return {
        prefix: route.prefix,
        target: targetOf(deps, tx.actor.companyId, route),
        lastDispatch: same.at(0),
        lastOfRoute: same.find(({ route_prefix: prefix }) => prefix === route.prefix),
      };
    }),
    last,
  };
};

const targetOf = (deps: ApiDeps, companyId: number, route: StoredRoute | null): Target =>
  dispatchTarget(
    {
      company_id: companyId,
      route_url: route?.url ?? null,
      route_api_key_encrypted: route?.apiKeyEncrypted ?? null,
    },
    { url: deps.config.N8N_WEBHOOK_URL, apiKey: deps.config.N8N_API_KEY },
    deps.encryptionKeys,
  );

const inTurns = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += PROBES_AT_ONCE) {
    const turn = items.slice(start, start + PROBES_AT_ONCE);
    results.push(...(await Promise.all(turn.map(work))));
  }
  return results;
};

const ask = async ({ http }: ApiDeps, { url, apiKey, isTrusted }: Target): Promise<ProbeAnswer> => {
  try {
    const { status, body } = await http.send({
      url,
      method: 'GET',
      headers: apiKey === null ? {} : { 'X-API-Key': apiKey },
      timeoutMs: PROBE_TIMEOUT_MS,
      responseSizeMaxBytes: ANSWER_SIZE_MAX_BYTES,
      isTrusted,
    });
    return { kind: 'answered', status, body };
  } catch (error) {
    return { kind: 'failed', isAddressRefused: isAddressRefused(error) };
  }
};

const isAddressRefused = (error: unknown): boolean =>
  [error, error instanceof Error ? error.cause : undefined].some(
    (cause) => cause instanceof AppError && cause.code === 'egress_refused',
  );

const probeOut = (
  answer: ProbeAnswer,
  last: LastDispatchRow | undefined,
): z.infer<typeof ProbeOut>['dispatcher'] => ({
  state: probeState(answer, last?.status_code ?? null),
  last_action: lastActionOut(last),
});

const lastActionOut = (
  last: LastDispatchRow | undefined,
): z.infer<typeof ProbeOut>['dispatcher']['last_action'] =>
  last === undefined
    ? null
    : {
        id: last.id,
        status: last.status,
        status_code: last.status_code,
        error_code: last.error_code,
        attempted_at: last.attempted_at.toISOString(),
      };
