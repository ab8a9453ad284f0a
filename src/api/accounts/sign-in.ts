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
  endPresentedSession,
  endSession,
  removeSessionCookie,
  requestOf,
  sendSessionCookie,
  startSession,
} from './sessions.ts';

/**
 * Signing in and out. Neither the answer nor its time tells whether an account exists: the same
 * steps are taken, and a hash is computed, for an address nobody has.
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
        'Sets the session cookie. 401 whether the account or the password is wrong; 409 ' +
        '`company_required` with `details.companies` if the password fits several companies.',
      body: SignInIn,
      sample: { email: 'marie@example.com', password: 'tulipe sous la neige', company: 'atelier' },
      status: 201,
      answer: MeOut,
    },
    async ({ c, body }) => {
      const [match, ...others] = await limitAttempts(
        deps,
        { target: `sign-in/${body.email}`, ip: c.get('ip') },
        () => findMatches(deps, passwords, body),
      );
      if (!match) throw wrongCredentials();
      if (others.length > 0) throw companyRequired([match, ...others]);
      await endPresentedSession(deps, c);
      return openSession(deps, c, match);
    },
  );

interface Credentials {
  email: string;
  password: string;
  company?: string | undefined;
}

/**
 * Every candidate is tried, and nobody's hash if there is none. One that does not match is a wrong
 * guess, whoever else has the address: else an own account in another company would hide guesses.
 */
const findMatches = async (
  deps: ApiDeps,
  passwords: Passwords,
  { email, password, company }: Credentials,
): Promise<{ result: CandidateRow[]; isWrong: boolean }> => {
  const candidates = await findSignInCandidates(deps.database, { email, companySlug: company });
  if (candidates.length === 0) await passwords.verify(null, password);
  const verdicts = await Promise.all(
    candidates.map((candidate) => passwords.verify(candidate.password_hash, password)),
  );
  const result = candidates.filter((_, index) => verdicts[index]);
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
  new AppError('company_required', 'this account exists in several companies: say which', {
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
