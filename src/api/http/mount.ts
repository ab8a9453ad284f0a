import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { AppError } from '../../errors.ts';
import { isUpload, limitBody } from './bodies/limit.ts';
import type { ApiDeps, Env } from './context.ts';
import { definitionOf } from './definition.ts';
import { authenticate, refuseWrongCredential } from './middleware/authenticate.ts';
import { cors, preflight } from './middleware/cors.ts';
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
  const specs = specsOf(app);
  for (const { spec, handler } of endpoints) {
    app.openAPIRegistry.registerPath(definitionOf(spec));
    const path = spec.path.replaceAll(/\{(\w+)\}/g, ':$1');
    specs.set(`${spec.method.toUpperCase()} ${path}`, spec);
    const { allowedOrigins } = spec;
    if (allowedOrigins === undefined) app.on(spec.method, [path], ...guardsOf(spec), handler);
    else {
      app.on(spec.method, [path], ...guardsOf(spec), cors(allowedOrigins), handler);
      app.on('options', [path], ...guardsOf(spec), preflight(spec, allowedOrigins));
    }
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
    deadline(route?.timeoutMs ?? (isUpload(route?.body) ? uploadTimeoutMs : requestTimeoutMs)),
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

/** The declared routes of each app, by method and pattern: `unknownAddress` reads them. */
const specsByApp = new WeakMap<OpenAPIHono<Env>, Map<string, RouteSpec>>();
const specsOf = (app: OpenAPIHono<Env>): Map<string, RouteSpec> => {
  const specs = specsByApp.get(app) ?? new Map<string, RouteSpec>();
  specsByApp.set(app, specs);
  return specs;
};

/**
 * Nothing is there, or not for this method: then `Allow` lists the methods (RFC 9110, 15.5.6). HEAD works
 * wherever GET does. A pattern that matches is not enough: `/actions/retry` is no id of an action, so GET
 * finds nothing there.
 */
export const unknownAddress = (app: OpenAPIHono<Env>, c: Context<Env>): AppError => {
  const specs = specsOf(app);
  const allowed = METHODS.filter((method) => {
    const [handlers, stash = []] = app.router.match(method, c.req.path);
    return handlers.some(([[, route], places]) => {
      if (route.method !== method || route.path.endsWith('*')) return false;
      const params = specs.get(`${method} ${route.path}`)?.params;
      return params === undefined || params.safeParse(paramsOf(places, stash)).success;
    });
  }).flatMap((method) => (method === 'GET' ? [method, 'HEAD'] : [method]));
  if (allowed.length === 0) return nothingHere();
  c.header('Allow', allowed.join(', '));
  return new AppError('method_not_allowed', `this address takes ${allowed.join(', ')}`);
};

/** A router gives a parameter as a text, or as its place among the texts that the address matched. */
const paramsOf = (
  places: Record<string, string | number>,
  stash: readonly string[],
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(places).map(([name, place]) => [
      name,
      decoded(typeof place === 'number' ? (stash[place] ?? '') : place),
    ]),
  );

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // as hono reads it
  }
};
