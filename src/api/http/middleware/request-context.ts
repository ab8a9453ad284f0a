import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { v7 as uuidv7 } from 'uuid';
import type { ApiDeps, Env } from '../context.ts';

/** Request id, client address, one log line and one measurement per request. */

/** Machines ask for these every few seconds. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);
const ACTION_ADDRESS =
  /^\/api\/v1\/actions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=\/|$)/i;
/** A wrong password, key or token, or too many of them: the client's address is logged, to block it. */
const REFUSED_GUESSES = new Set([401, 429]);
const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

export const requestContext = (deps: Pick<ApiDeps, 'log' | 'metrics' | 'config'>) => {
  const warnOfProxy = createProxyWarning(deps);
  return createMiddleware<Env>(async (c, next) => {
    const startedAt = performance.now();
    warnOfProxy(c);
    const given = c.req.header('X-Request-Id');
    const requestId = given !== undefined && REQUEST_ID.test(given) ? given : uuidv7();
    c.set('requestId', requestId);
    c.set('ip', clientAddress(c, deps.config.TRUSTED_PROXY_COUNT));
    c.set('reportFailure', (error) =>
      deps.log.error({ err: error, requestId }, 'answer cut short'),
    );
    c.header('X-Request-Id', requestId);
    await next();
    const durationMs = performance.now() - startedAt;
    const route = routePattern(c);
    const status = c.res.status;
    const caller = c.get('caller');
    deps.metrics.requests.observe(
      { method: c.req.method, route, status: String(status) },
      durationMs / 1000,
    );
    deps.log[PROBES.has(route) ? 'debug' : 'info'](
      {
        requestId,
        method: c.req.method,
        route,
        status,
        durationMs: Math.round(durationMs * 10) / 10,
        ...(caller ? { companyId: caller.companyId, userId: caller.userId } : {}),
        ...actionIdOf(c),
        ...(REFUSED_GUESSES.has(status) ? { ip: c.get('ip') } : {}),
      },
      'request answered',
    );
  });
};

/** Behind a proxy that is not counted, all people have one address and share its limits. Logged once. */
const createProxyWarning = ({ log, config }: Pick<ApiDeps, 'log' | 'config'>) => {
  let isLogged = false;
  return (c: Context<Env>): void => {
    if (config.TRUSTED_PROXY_COUNT > 0 || isLogged) return;
    if (c.req.header('X-Forwarded-For') === undefined) return;
    isLogged = true;
    log.warn('X-Forwarded-For arrived, but TRUSTED_PROXY_COUNT is 0: see docs/operations.md');
  };
};

/** The action that the request names, or that it made. One action can so be followed through all logs. */
const actionIdOf = (c: Context<Env>): { actionId?: string } => {
  const named =
    ACTION_ADDRESS.exec(c.req.path) ?? ACTION_ADDRESS.exec(c.res.headers.get('Location') ?? '');
  return named?.[1] === undefined ? {} : { actionId: named[1].toLowerCase() };
};

/** The pattern, never the address: addresses hold references to people. */
const routePattern = (c: Context<Env>): string => routePath(c);

/**
 * The nth address from the right of X-Forwarded-For, where n is the number of trusted proxies. The client
 * can write anything further left. In-process calls have no socket.
 */
const clientAddress = (c: Context<Env>, trustedProxyCount: number): string => {
  const hops = (c.req.header('X-Forwarded-For') ?? '').split(',').map((hop) => hop.trim());
  const forwarded = trustedProxyCount > 0 ? hops.at(-trustedProxyCount) : undefined;
  if (forwarded !== undefined && forwarded !== '') return withoutPort(forwarded);
  try {
    return getConnInfo(c).remote.address ?? 'unknown';
  } catch {
    return 'local';
  }
};

/** Some proxies append the port: `203.0.113.7:51234`. Each connection would be another network. */
const withoutPort = (hop: string): string =>
  hop.replace(/^([\d.]+):\d+$/, '$1').replace(/^\[(.+)\](?::\d+)?$/, '$1');
