import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { AppError } from '../errors.ts';
import { READINESS_TIMEOUT_MS } from '../platform/probes.ts';
import type { ApiDeps, Env } from './http/context.ts';
import { mount } from './http/endpoint.ts';
import { onError } from './http/errors.ts';
import { createDatabaseBreaker, databaseBreaker } from './http/middleware/database-breaker.ts';
import { authenticate, refuseWrongCredential } from './http/middleware/authenticate.ts';
import { deadline } from './http/middleware/deadline.ts';
import { rateLimit } from './http/middleware/rate-limit.ts';
import { requestContext } from './http/middleware/request-context.ts';
import { documentDispatch } from './actions/dispatch-document.ts';
import { consoleRoutes } from './http/console.ts';
import { documentation } from './http/documentation.ts';
import { healthRoutes } from './http/health.ts';
import { endpointsOf } from './routes.ts';
import { streamRoute, type StreamHub } from './stream.ts';

/** The whole HTTP surface, ready to be served or called in-process. */

const BODY_SIZE_MAX_BYTES = 1024 * 1024;
/** Nobody waits longer for an answer, whatever hangs behind it. */
const REQUEST_TIMEOUT_MS = 15_000;

export const createApp = (
  deps: ApiDeps,
  hub: StreamHub,
  { requestTimeoutMs = REQUEST_TIMEOUT_MS } = {},
): OpenAPIHono<Env> => {
  const app = new OpenAPIHono<Env>();
  const breaker = createDatabaseBreaker(deps);
  app.onError(onError(deps));
  app.notFound((c) => onError(deps)(unknownAddress(app, c), c));
  app.use(requestContext(deps));
  app.use(securityHeaders());
  app.use(
    bodyLimit({
      maxSize: BODY_SIZE_MAX_BYTES,
      onError: (c) => {
        // The rest of the body is not read: the next request on this connection would be cut off.
        c.header('Connection', 'close');
        throw new AppError('payload_too_large', 'the body is larger than 1 MiB');
      },
    }),
  );
  app.use('/readyz', deadline(READINESS_TIMEOUT_MS));
  app.route('/', healthRoutes(deps, breaker));
  app.use(
    '/api/*',
    deadline(requestTimeoutMs),
    neverCached(),
    databaseBreaker(breaker),
    authenticate(deps),
    rateLimit(deps),
    refuseWrongCredential(),
  );
  mount(app, endpointsOf(deps));
  streamRoute(app, deps, hub);
  documentDispatch(app);
  documentation(app);
  consoleRoutes(app, deps);
  return app;
};

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Nothing is there, or not for this method: then `Allow` says for which (RFC 9110, 15.5.6). */
const unknownAddress = (app: OpenAPIHono<Env>, c: Context<Env>): AppError => {
  const allowed = METHODS.filter((method) => {
    const [handlers] = app.router.match(method, c.req.path);
    return handlers.some(([[, route]]) => route.method === method && !route.path.endsWith('*'));
  });
  if (allowed.length === 0) return new AppError('not_found', 'there is nothing at this address');
  c.header('Allow', allowed.join(', '));
  return new AppError('method_not_allowed', `this address takes ${allowed.join(', ')}`);
};

/**
 * The console loads nothing from elsewhere and may not be framed. Inline styles are Mantine's; the
 * reference page at /docs sets its own policy.
 */
const securityHeaders = () =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      objectSrc: ["'none'"],
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    overwrite: false,
  });

/** What the api answers is one caller's. */
const neverCached = () =>
  createMiddleware<Env>(async (c, next) => {
    c.header('Cache-Control', 'no-store');
    await next();
  });
