import { OpenAPIHono } from '@hono/zod-openapi';
import { secureHeaders } from 'hono/secure-headers';
import { READINESS_TIMEOUT_MS } from '../platform/probes.ts';
import type { ApiDeps, Env } from './http/context.ts';
import { mount, unknownAddress } from './http/mount.ts';
import { onError } from './http/errors.ts';
import { createDatabaseBreaker, type StartCheck } from './http/middleware/database-breaker.ts';
import { deadline } from './http/middleware/deadline.ts';
import { requestContext } from './http/middleware/request-context.ts';
import { documentDispatch } from './actions/dispatch-document.ts';
import { consoleRoutes } from './http/console.ts';
import { documentWebhooks } from './webhooks/document.ts';
import { documentation } from './http/documentation.ts';
import { healthRoutes } from './http/health.ts';
import { endpointsOf } from './routes.ts';
import type { StreamHub } from '../background/stream-hub.ts';

/** The whole HTTP surface, ready to be served or called in-process. */

/** A request is answered within this time, whatever hangs behind it. */
const REQUEST_TIMEOUT_MS = 15_000;
/** An upload has this long to arrive and be answered. */
const UPLOAD_TIMEOUT_MS = 120_000;

const PASSED: StartCheck = { first: Promise.resolve(), isPassed: () => true };

export const createApp = (
  deps: ApiDeps,
  hub: StreamHub,
  {
    requestTimeoutMs = REQUEST_TIMEOUT_MS,
    uploadTimeoutMs = UPLOAD_TIMEOUT_MS,
    endpoints = endpointsOf(deps, hub),
    startCheck = PASSED,
  } = {},
): OpenAPIHono<Env> => {
  const app = new OpenAPIHono<Env>();
  const breaker = createDatabaseBreaker(deps, startCheck);
  app.onError(onError(deps));
  app.notFound((c) => onError(deps)(unknownAddress(app, c), c));
  app.use(requestContext(deps));
  app.use(securityHeaders());
  app.use('/readyz', deadline(READINESS_TIMEOUT_MS));
  app.route('/', healthRoutes(deps, breaker));
  mount(app, deps, endpoints, { breaker, requestTimeoutMs, uploadTimeoutMs });
  documentDispatch(app);
  documentWebhooks(app);
  documentation(app);
  consoleRoutes(app, deps);
  return app;
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
