import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { AppError } from '../../errors.ts';
import { isUpload, limitBody } from './bodies/limit.ts';
import type { ApiDeps, Env } from './context.ts';
import { definitionOf } from './definition.ts';
import { authenticate, refuseWrongCredential } from './middleware/authenticate.ts';
import { databaseBreaker, type DatabaseBreaker } from './middleware/database-breaker.ts';
import { deadline } from './middleware/deadline.ts';
import { createRateLimit } from './middleware/rate-limit.ts';
import { nothingHere } from './request.ts';
import type { Endpoint, RouteSpec } from './spec.ts';

/** Registers the route table: each route with its documentation, behind the same guards. */

interface Guards {
  breaker: DatabaseBreaker;
  requestTimeoutMs: number;
  uploadTimeoutMs: number;
}

export const mount = (
  app: OpenAPIHono<Env>,
  deps: ApiDeps,
  endpoints: readonly Endpoint[],
  guards: Guards,
): void => {
  const guardsOf = createGuards(deps, guards);
  for (const { spec, handler } of endpoints) {
    app.openAPIRegistry.registerPath(definitionOf(spec));
    const path = spec.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.on(spec.method, [path], ...guardsOf(spec), handler);
  }
  // Otherwise a misspelt address of the API would get the console's page.
  for (const prefix of new Set(endpoints.map(({ spec }) => spec.path.split('/')[1]))) {
    app.on('all', [`/${prefix}/*`], ...guardsOf(), (c) => {
      throw unknownAddress(app, c);
    });
  }
};

/** In the order a request meets them. */
const createGuards = (deps: ApiDeps, { breaker, requestTimeoutMs, uploadTimeoutMs }: Guards) => {
  const limitRate = createRateLimit(deps);
  return (route?: RouteSpec): MiddlewareHandler<Env>[] => [
    neverCached(),
    deadline(isUpload(route?.body) ? uploadTimeoutMs : requestTimeoutMs),
    limitBody(route?.body), // reads a body that announces no length: within the deadline
    databaseBreaker(breaker),
    authenticate(deps, route?.ownToken),
    limitRate(route),
    refuseWrongCredential(),
  ];
};

/** Each answer is for one caller. */
const neverCached = () =>
  createMiddleware<Env>(async (c, next) => {
    c.header('Cache-Control', 'no-store');
    await next();
  });

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Nothing is there, or not for this method: then `Allow` lists the methods (RFC 9110, 15.5.6). */
export const unknownAddress = (app: OpenAPIHono<Env>, c: Context<Env>): AppError => {
  const allowed = METHODS.filter((method) => {
    const [handlers] = app.router.match(method, c.req.path);
    return handlers.some(([[, route]]) => route.method === method && !route.path.endsWith('*'));
  });
  if (allowed.length === 0) return nothingHere();
  c.header('Allow', allowed.join(', '));
  return new AppError('method_not_allowed', `this address takes ${allowed.join(', ')}`);
};
