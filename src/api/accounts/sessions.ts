import { sessionEnded, sessionStarted } from '../../domain/accounts/events.ts';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '../../platform/database.ts';
import { SESSION_LIFETIME_SECONDS } from '../../domain/accounts/shapes.ts';
import { permissionsOf, type Caller } from '../../domain/shared/permissions.ts';
import { hashToken, newToken } from '../../domain/shared/secrets.ts';
import { AppError } from '../../errors.ts';
import { findAccount } from '../../queries/accounts/records.ts';
import { findSessionCaller } from '../../queries/accounts/callers.ts';
import { deleteSession, insertSession } from '../../queries/accounts/sessions.ts';
import { actorOf, transact, type ApiDeps, type Env } from '../http/context.ts';
import { SESSION_PREFIX, sessionCookieName } from '../http/middleware/authenticate.ts';

/** Starts, describes and ends a console session. Its token is stored in an HttpOnly cookie only. */

const USER_AGENT_LENGTH_MAX = 300;

/** Inserts a session. Out: its token, which may be sent only after the commit. */
export const startSession = async (
  c: Context<Env>,
  tx: Transaction,
  userId: number,
): Promise<string> => {
  const id = uuidv7();
  const token = newToken(SESSION_PREFIX);
  const userAgent = c.req.header('User-Agent')?.slice(0, USER_AGENT_LENGTH_MAX) ?? null;
  await insertSession(tx, { id, userId, tokenHash: hashToken(token), userAgent });
  tx.emit(sessionStarted, { subjectId: id });
  return token;
};

/** Ends the session of the request's cookie, if any: a new sign-in never continues an old session. */
export const endCurrentSession = async (deps: ApiDeps, c: Context<Env>): Promise<void> => {
  const cookie = getCookie(c, sessionCookieName(isSecure(deps)));
  const caller =
    c.get('caller') ??
    (cookie === undefined ? undefined : await findSessionCaller(deps.database, cookie));
  if (caller && caller.sessionId !== null) await endSession(deps, c, caller, caller.sessionId);
};

export const endSession = (
  deps: ApiDeps,
  c: Context<Env>,
  caller: Caller,
  sessionId: string,
): Promise<void> =>
  transact(deps, actorOf(caller, requestOf(c)), async (tx) => {
    await deleteSession(tx, sessionId);
    tx.emit(sessionEnded, { subjectId: sessionId });
  });

export const sendSessionCookie = (deps: ApiDeps, c: Context<Env>, token: string): void =>
  setCookie(c, sessionCookieName(isSecure(deps)), token, {
    ...cookieOptions(deps),
    maxAge: SESSION_LIFETIME_SECONDS,
  });

export const removeSessionCookie = (deps: ApiDeps, c: Context<Env>): void => {
  deleteCookie(c, sessionCookieName(isSecure(deps)), cookieOptions(deps));
};

/** The caller's user, company and permissions: the response to a sign-in and to `GET /me`. */
export const describeCaller = async (
  deps: Pick<ApiDeps, 'config'>,
  tx: Transaction,
  caller: Pick<Caller, 'userId' | 'scopes'>,
): Promise<object> => {
  const account = await findAccount(tx, caller.userId);
  if (!account) throw new AppError('unauthenticated', 'this account does not exist any more');
  const { company, ...user } = account;
  const permissions = permissionsOf({ role: user.role, scopes: caller.scopes });
  return {
    user,
    company,
    permissions,
    temporal_ui_url:
      'operations:read' in permissions ? (deps.config.TEMPORAL_UI_URL ?? null) : null,
  };
};

export const requestOf = (c: Context<Env>) => ({ requestId: c.get('requestId'), ip: c.get('ip') });

const isSecure = (deps: Pick<ApiDeps, 'config'>): boolean =>
  deps.config.PUBLIC_URL.startsWith('https:');

const cookieOptions = (deps: Pick<ApiDeps, 'config'>) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure(deps) }) as const;
