import type { Context } from 'hono';
import { MeOut, SignInIn } from '../../domain/accounts/shapes.ts';
import type { Passwords } from '../../domain/accounts/passwords.ts';
import { AppError } from '../../errors.ts';
import {
  findSignInCandidates,
  recordSignIn,
  type CandidateRow,
} from '../../queries/accounts/records.ts';
import { limitAttempts } from './attempts.ts';
import { transact, type ApiDeps, type Env } from '../http/context.ts';
import type { Answer } from '../http/context.ts';
import { endpoint, publicEndpoint, type Endpoint } from '../http/endpoint.ts';
import {
  describeCaller,
  endCurrentSession,
  endSession,
  removeSessionCookie,
  requestOf,
  sendSessionCookie,
  startSession,
} from './sessions.ts';

/**
 * Sign-in and sign-out. Neither the response nor its time reveals whether an account exists: for an
 * unknown address the same steps run, with a hash of the same cost.
 */

export const signIn = (deps: ApiDeps, passwords: Passwords): Endpoint =>
  publicEndpoint(
    {
      id: 'session.create',
      method: 'post',
      path: '/api/v1/session',
      permission: 'public',
      summary: 'Sign in',
      description:
        'Sets the session cookie. 401 if the account or the password is wrong. 409 ' +
        '`company_required` with `details.companies` if the password fits several companies.',
      body: SignInIn,
      sample: { email: 'marie@example.com', password: 'tulipe sous la neige', company: 'atelier' },
      status: 201,
      answer: MeOut,
    },
    async ({ c, body }) => {
      const [match, ...others] = await limitAttempts(
        deps,
        { purpose: 'sign-in', account: body.email, ip: c.get('ip') },
        () => findMatches(deps, passwords, body),
      );
      if (!match) throw wrongCredentials();
      if (others.length > 0) throw companyRequired([match, ...others]);
      await endCurrentSession(deps, c);
      return openSession(deps, c, match);
    },
  );

interface Credentials {
  email: string;
  password: string;
  company?: string | undefined;
}

/**
 * Verifies the password against every candidate, or against a dummy hash if there is none. One mismatch
 * makes it a wrong guess: else an attacker with an own account under the same address in another
 * company could guess without limit.
 */
const findMatches = async (
  deps: ApiDeps,
  passwords: Passwords,
  { email, password, company }: Credentials,
): Promise<{ result: CandidateRow[]; isWrong: boolean }> => {
  const candidates = await findSignInCandidates(deps.database, { email, companySlug: company });
  if (candidates.length === 0) await passwords.verify(null, password);
  const isMatch = await Promise.all(
    candidates.map((candidate) => passwords.verify(candidate.password_hash, password)),
  );
  const result = candidates.filter((_, index) => isMatch[index]);
  return { result, isWrong: result.length === 0 || result.length < candidates.length };
};

const openSession = async (
  deps: ApiDeps,
  c: Context<Env>,
  match: CandidateRow,
): Promise<Answer> => {
  const actor = { companyId: match.company_id, userId: match.user_id, ...requestOf(c) };
  const { token, me } = await transact(deps, actor, async (tx) => {
    const isStillValid = await recordSignIn(tx, {
      userId: match.user_id,
      passwordHash: match.password_hash,
    });
    if (!isStillValid) throw wrongCredentials();
    return {
      token: await startSession(c, tx, match.user_id),
      me: await describeCaller(deps, tx, { userId: match.user_id, scopes: null }),
    };
  });
  sendSessionCookie(deps, c, token);
  return { body: me, headers: { 'Cache-Control': 'no-store' } };
};

const wrongCredentials = () =>
  new AppError('unauthenticated', 'the e-mail address or the password is wrong');

const companyRequired = (matches: readonly CandidateRow[]) =>
  new AppError('company_required', 'this account exists in several companies; name one', {
    details: {
      companies: matches.map((match) => ({ slug: match.company_slug, name: match.company_name })),
    },
  });

export const signOut = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'session.delete',
      method: 'delete',
      path: '/api/v1/session',
      permission: 'account:update',
      summary: 'Sign out',
      status: 204,
    },
    async ({ c, caller }) => {
      if (caller.sessionId !== null) await endSession(deps, c, caller, caller.sessionId);
      removeSessionCookie(deps, c);
      return {};
    },
  );
