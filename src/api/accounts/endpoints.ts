import type { Context } from 'hono';
import {
  invitationAccepted,
  passwordChanged,
  profileUpdated,
} from '../../domain/accounts/events.ts';
import {
  AcceptInvitationIn,
  InvitationIn,
  InvitationOut,
  MeOut,
  MePatch,
  PasswordIn,
} from '../../domain/accounts/shapes.ts';
import {
  createPasswords,
  passwordFaults,
  type Passwords,
} from '../../domain/accounts/passwords.ts';
import { fault } from '../../domain/shared/faults.ts';
import { hashToken } from '../../domain/shared/secrets.ts';
import { AppError, invalid, notFound } from '../../errors.ts';
import {
  deleteInvitation,
  findAccount,
  findInvitation,
  replacePassword,
  setInvitedPassword,
  updateProfile,
} from '../../queries/accounts/records.ts';
import { describeInvitation } from '../../queries/invitations.ts';
import { deleteUserSessions } from '../../queries/accounts/sessions.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import { limitAttempts } from './attempts.ts';
import { transact, type ApiDeps, type Env } from '../http/context.ts';
import { endpoint, publicEndpoint, type Endpoint } from '../http/endpoint.ts';
import {
  describeCaller,
  endCurrentSession,
  requestOf,
  sendSessionCookie,
  startSession,
} from './sessions.ts';
import { signIn, signOut } from './sign-in.ts';

/** The caller's own account. */

export const accountEndpoints = (deps: ApiDeps): Endpoint[] => {
  const passwords = createPasswords();
  return [
    signIn(deps, passwords),
    signOut(deps),
    readMe(deps),
    updateMe(deps),
    changePassword(deps, passwords),
    readInvitation(deps),
    acceptInvitation(deps, passwords),
  ];
};

const readMe = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'me.read',
      method: 'get',
      path: '/api/v1/me',
      permission: 'account:read',
      summary: 'Who I am and what I may do',
      status: 200,
      answer: MeOut,
    },
    async ({ caller, read }) => ({ body: await read((tx) => describeCaller(deps, tx, caller)) }),
  );

const updateMe = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'me.update',
      method: 'patch',
      path: '/api/v1/me',
      permission: 'account:update',
      summary: 'Change my name or language',
      body: MePatch,
      sample: { name: 'Marie Dumitru', locale: 'fr' },
      status: 200,
      answer: MeOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx) => {
        await lockSetting(tx, 'users');
        const account = await findAccount(tx, caller.userId);
        if (!account) throw notFound('user');
        const before = { name: account.name, locale: account.locale };
        const after = { name: body.name ?? account.name, locale: body.locale ?? account.locale };
        await updateProfile(tx, { userId: caller.userId, ...after });
        tx.emit(profileUpdated, { subjectId: caller.userId, before, after });
        return { body: await describeCaller(deps, tx, caller) };
      }),
  );

const changePassword = (deps: ApiDeps, passwords: Passwords): Endpoint =>
  endpoint(
    deps,
    {
      id: 'me.change_password',
      method: 'post',
      path: '/api/v1/me/password',
      permission: 'account:update',
      summary: 'Change my password',
      description:
        'Ends all other sessions of the caller. Requires a session: API keys are refused.',
      body: PasswordIn,
      sample: { current_password: 'tulipe sous la neige', new_password: 'narcisse dans la brume' },
      status: 204,
    },
    async ({ c, body, caller, read, write }) => {
      if (caller.sessionId === null) throw new AppError('forbidden', 'this needs a session');
      const account = await read((tx) => findAccount(tx, caller.userId));
      if (!account) throw notFound('user');
      const previousHash = account.password_hash;
      const isRight = await limitAttempts(
        deps,
        {
          purpose: 'password',
          account: `${caller.companyId}/${caller.userId}`,
          ip: c.get('ip'),
        },
        async () => {
          const result = await passwords.verify(previousHash, body.current_password);
          return { result, isWrong: !result };
        },
      );
      if (!isRight || previousHash === null) {
        throw invalid([fault('current_password', 'wrong_password', {})]);
      }
      refuseWeakPassword(body.new_password, 'new_password', {
        email: account.email,
        companyName: account.company.name,
      });
      const passwordHash = await passwords.hash(body.new_password);
      return write(async (tx) => {
        const isChanged = await replacePassword(tx, {
          userId: caller.userId,
          previousHash,
          passwordHash,
        });
        if (!isChanged)
          throw new AppError('conflict', 'the password was changed during this request');
        await deleteUserSessions(tx, { userId: caller.userId, exceptId: caller.sessionId });
        tx.emit(passwordChanged, { subjectId: caller.userId });
        return {};
      });
    },
  );

const refuseWeakPassword = (
  password: string,
  path: string,
  owner: { email: string; companyName: string },
): void => {
  const faults = passwordFaults(path, password, owner);
  if (faults.length > 0) throw invalid(faults);
};

/** Errors: `gone`, `rate_limited`. Guesses of tokens are counted, whatever they are for. */
const findLimited = async (deps: ApiDeps, c: Context<Env>, token: string) => {
  const found = await limitAttempts(
    deps,
    { purpose: 'invitation', account: null, ip: c.get('ip') },
    async () => {
      const result = await findInvitation(deps.database, hashToken(token));
      return { result, isWrong: result === undefined };
    },
  );
  if (!found) throw invitationGone();
  return found;
};

const readInvitation = (deps: ApiDeps): Endpoint =>
  publicEndpoint(
    {
      id: 'invitations.read',
      method: 'post',
      path: '/api/v1/invitations/read',
      permission: 'public',
      summary: 'Who invites to which company, for the holder of the link',
      description: '410 if the link no longer works.',
      body: InvitationIn,
      sample: { token: `rli_${'x'.repeat(43)}` },
      status: 200,
      answer: InvitationOut,
    },
    async ({ c, body }) => {
      const found = await findLimited(deps, c, body.token);
      const actor = { companyId: found.company_id, userId: found.user_id, ...requestOf(c) };
      const invitation = await transact(deps, actor, (tx) =>
        describeInvitation(tx, found.invitation_id),
      );
      if (!invitation) throw invitationGone();
      return {
        body: { ...invitation, expires_at: invitation.expires_at.toISOString() },
        headers: { 'Cache-Control': 'no-store' },
      };
    },
  );

const acceptInvitation = (deps: ApiDeps, passwords: Passwords): Endpoint =>
  publicEndpoint(
    {
      id: 'invitations.accept',
      method: 'post',
      path: '/api/v1/invitations/accept',
      permission: 'public',
      summary: 'Accept an invitation and sign in',
      description: 'Sets the password and the session cookie. 410 if the link no longer works.',
      body: AcceptInvitationIn,
      sample: {
        token: `rli_${'x'.repeat(43)}`,
        password: 'tulipe sous la neige',
        name: 'Marie Dumitru',
      },
      status: 201,
      answer: MeOut,
    },
    async ({ c, body }) => {
      const invitation = await findLimited(deps, c, body.token);
      const { company_id: companyId, user_id: userId, email } = invitation;
      refuseWeakPassword(body.password, 'password', {
        email,
        companyName: invitation.company_name,
      });
      const passwordHash = await passwords.hash(body.password);
      await endCurrentSession(deps, c);
      const actor = { companyId, userId, ...requestOf(c) };
      const { token, me } = await transact(deps, actor, async (tx) => {
        const isFirst = await deleteInvitation(tx, invitation.invitation_id);
        const isSet =
          isFirst && (await setInvitedPassword(tx, { userId, passwordHash, name: body.name }));
        if (!isSet) throw invitationGone();
        await deleteUserSessions(tx, { userId });
        tx.emit(invitationAccepted, { subjectId: userId });
        return {
          token: await startSession(c, tx, userId),
          me: await describeCaller(deps, tx, { userId, scopes: null }),
        };
      });
      sendSessionCookie(deps, c, token);
      return { body: me, headers: { 'Cache-Control': 'no-store' } };
    },
  );

const invitationGone = () =>
  new AppError('gone', 'this invitation was used or replaced, or has expired');
