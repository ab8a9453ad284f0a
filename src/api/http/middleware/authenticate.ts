import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Caller } from '../../../domain/shared/permissions.ts';
import { AppError } from '../../../errors.ts';
import type { Database } from '../../../platform/database.ts';
import { findApiKeyCaller, findSessionCaller } from '../../../queries/accounts/callers.ts';
import type { ApiDeps, Env } from '../context.ts';

/**
 * Finds the caller. A wrong credential is an error even where none is needed. A session cookie counts only
 * if the browser declares that the request comes from this site: another site can make a browser send the
 * cookie, but can't forge that header. `ownToken`: bearer tokens that the route checks itself.
 * Source: OWASP Cross-Site Request Forgery Prevention, "Fetch Metadata headers".
 */

export const API_KEY_PREFIX = 'rlk';
export const SESSION_PREFIX = 'rls';

/** `__Host-` keeps a sibling domain from planting one; browsers accept it over https only. */
export const sessionCookieName = (isSecure: boolean): string =>
  isSecure ? '__Host-relais_session' : 'relais_session';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export const authenticate = (deps: Pick<ApiDeps, 'database' | 'config'>, ownToken?: RegExp) => {
  const cookieName = sessionCookieName(deps.config.PUBLIC_URL.startsWith('https:'));
  const publicOrigin = new URL(deps.config.PUBLIC_URL).origin;
  return createMiddleware<Env>(async (c, next) => {
    const token = bearerToken(c.req.header('Authorization')) ?? c.req.header('X-API-Key');
    const cookie = getCookie(c, cookieName);
    if (token !== undefined) {
      if (ownToken?.test(token) !== true) {
        const caller = await findCaller(deps.database, token);
        if (caller) admit(c, caller, token);
        else c.set('hasWrongCredential', true);
      }
    } else if (cookie !== undefined) {
      const isSameSite =
        SAFE_METHODS.has(c.req.method) ||
        isFromHere(c.req.header('Sec-Fetch-Site'), c.req.header('Origin'), [
          publicOrigin,
          new URL(c.req.url).origin,
        ]);
      const caller = isSameSite ? await findSessionCaller(deps.database, cookie) : undefined;
      if (caller) admit(c, caller, cookie);
    }
    await next();
  });
};

/** The caller of this key or session, as of now. */
export const findCaller = (database: Database, credential: string): Promise<Caller | undefined> =>
  credential.startsWith(`${SESSION_PREFIX}_`)
    ? findSessionCaller(database, credential)
    : findApiKeyCaller(database, credential);

const admit = (c: Context<Env>, caller: Caller, credential: string): void => {
  c.set('caller', caller);
  c.set('credential', credential);
};

/** After the rate limit, so that guesses count like every request of their address. */
export const refuseWrongCredential = () =>
  createMiddleware<Env>(async (c, next) => {
    if (c.get('hasWrongCredential') === true) {
      throw new AppError('unauthenticated', 'the key or token is not valid');
    }
    await next();
  });

const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];

const isFromHere = (
  site: string | undefined,
  origin: string | undefined,
  allowed: readonly string[],
): boolean =>
  site === undefined ? origin !== undefined && allowed.includes(origin) : site === 'same-origin';
