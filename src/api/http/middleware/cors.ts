import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Env } from '../context.ts';
import type { RouteSpec } from '../spec.ts';

/**
 * Lets the pages of some sites call a route from a browser. Exact origins, and no credentials: a cookie of
 * ours has no effect there. Source: Fetch Standard, "CORS protocol".
 */

type AllowedOrigins = NonNullable<RouteSpec['allowedOrigins']>;

const PREFLIGHT_KEPT_SECONDS = 600;

/** Also on errors, so that the page can read what is wrong. */
export const cors = (allowedOrigins: AllowedOrigins): MiddlewareHandler<Env> =>
  createMiddleware<Env>(async (c, next) => {
    await allow(c, allowedOrigins);
    await next();
  });

/** Answers what a browser asks before it sends JSON or a header of its own. */
export const preflight =
  ({ method }: Pick<RouteSpec, 'method'>, allowedOrigins: AllowedOrigins) =>
  async (c: Context<Env>): Promise<Response> => {
    if (await allow(c, allowedOrigins)) {
      c.header('Access-Control-Allow-Methods', method.toUpperCase());
      c.header('Access-Control-Allow-Headers', 'Content-Type, Idempotency-Key');
      c.header('Access-Control-Max-Age', String(PREFLIGHT_KEPT_SECONDS));
    }
    return c.body(null, 204);
  };

const allow = async (c: Context<Env>, allowedOrigins: AllowedOrigins): Promise<boolean> => {
  c.header('Vary', 'Origin', { append: true });
  const origin = c.req.header('Origin');
  if (origin === undefined || !(await allowedOrigins(c)).includes(origin)) return false;
  c.header('Access-Control-Allow-Origin', origin);
  c.header('Access-Control-Expose-Headers', 'Retry-After, X-Request-Id');
  return true;
};
