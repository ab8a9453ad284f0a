import { userCreated, userRead, usersListed, userUpdated } from '../domain/users/events.ts';
import { z } from '@hono/zod-openapi';
import { fault } from '../domain/shared/faults.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import { definedFields } from '../domain/shared/patches.ts';
import { isWithin } from '../domain/shared/permissions.ts';
import {
  InvitationOut,
  InvitedUserOut,
  UserIn,
  UserOut,
  UserParams,
  UserPatch,
  UserQuery,
} from '../domain/users/shapes.ts';
import type { Transaction } from '../platform/database.ts';
import { AppError, notFound } from '../errors.ts';
import { deleteUserSessions } from '../queries/accounts/sessions.ts';
import { deleteUserInvitation } from '../queries/invitations.ts';
import { findUser, insertUser, listUsers, updateUser, type UserRow } from '../queries/users.ts';
import { issueInvitation } from '../services/invitations/issue.ts';
import { lockAccess } from '../services/shared/access.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import type { LoadRequest } from './http/spec.ts';
import {
  editableFieldsOf,
  isDisabledOrDemoted,
  requireMayManage,
  checkCallCentre,
  refuseLosingLastOwner,
  revokeCreatedBy,
} from '../services/users.ts';

/** Endpoints to invite, change and disable users. */

export const userEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  read(deps),
  create(deps),
  update(deps),
  invite(deps),
];

/** Read under the lock: what an earlier change left. */
const underAccessLock = async ({ tx, params, caller }: LoadRequest<typeof UserParams>) => {
  await lockAccess(tx, caller);
  return findUser(tx, params.id);
};

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'users.list',
      method: 'get',
      path: '/api/v1/users',
      permission: 'users:read',
      summary: 'List users',
      description: 'A supervisor sees their call centre. Each read is recorded in the audit trail.',
      query: UserQuery,
      status: 200,
      answer: pageOf(UserOut),
    },
    async ({ query, scope, read }) => {
      const afterId = decodeCursor(query.cursor, z.number());
      return read(async (tx) => {
        const rows = await listUsers(tx, {
          role: query.role,
          isActive: query.is_active === undefined ? undefined : query.is_active === 'true',
          text: query.q,
          scope,
          afterId,
          limit: query.limit + 1,
        });
        const page = toPage(rows, query.limit, (row) => row.id);
        tx.emit(usersListed, {
          subjectId: '*',
          after: { user_ids: page.data.map((row) => row.id) },
        });
        return { body: { ...page, data: page.data.map(toUserOut) } };
      });
    },
  );

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'users.read',
      method: 'get',
      path: '/api/v1/users/{id}',
      permission: 'users:read',
      summary: 'One user',
      params: UserParams,
      load: async ({ tx, params, scope }) => {
        const user = await findUser(tx, params.id);
        const owned = user && { userId: user.id, callCentreId: user.call_centre_id };
        return owned && isWithin(scope, owned) ? user : undefined;
      },
      status: 200,
      answer: UserOut,
    },
    async ({ read }) =>
      read(async (tx, user) => {
        tx.emit(userRead, { subjectId: user.id });
        return { body: toUserOut(user) };
      }),
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'users.create',
      method: 'post',
      path: '/api/v1/users',
      permission: 'users:write',
      summary: 'Invite a user',
      description:
        'Returns a link where the user chooses a password. It is shown only once, and also sent by mail if a mail server is set.',
      body: UserIn,
      sample: {
        email: 'marie@example.com',
        name: 'Marie Dumitru',
        role: 'agent',
        call_centre_id: 1,
        locale: 'fr',
      },
      status: 201,
      answer: InvitedUserOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx) => {
        await lockAccess(tx, caller);
        requireMayManage(caller, body.role);
        await checkCallCentre(tx, body.role, body.call_centre_id);
        const userId = await insertUser(tx, { ...body, callCentreId: body.call_centre_id });
        if (userId === undefined) throw emailTaken();
        const { email, ...after } = body;
        tx.emit(userCreated, { subjectId: userId, after: { ...after, email } });
        const invitation = await issueInvitation(deps, tx, userId);
        return { body: { user: await describeUser(tx, userId), invitation }, headers: NO_STORE };
      }),
  );

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'users.update',
      method: 'patch',
      path: '/api/v1/users/{id}',
      permission: 'users:write',
      summary: 'Change, disable or enable a user',
      description:
        'Disabling a user or changing their role ends their sessions. The API keys of a disabled user do not work. Disabling or demoting a user revokes the API keys and invitations that the user created for others.',
      params: UserParams,
      load: underAccessLock,
      body: UserPatch,
      sample: {
        name: 'Marie Dumitru',
        role: 'agent',
        call_centre_id: 1,
        is_active: true,
        locale: 'fr',
      },
      status: 200,
      answer: UserOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx, user) => {
        const before = editableFieldsOf(user);
        const after = { ...before, ...definedFields(body) };
        requireMayManage(caller, before.role);
        requireMayManage(caller, after.role);
        if (after.role !== before.role || after.call_centre_id !== before.call_centre_id) {
          await checkCallCentre(tx, after.role, after.call_centre_id);
        }
        await refuseLosingLastOwner(tx, { userId: user.id, before, after });
        await updateUser(tx, {
          ...after,
          id: user.id,
          callCentreId: after.call_centre_id,
          isActive: after.is_active,
        });
        if (!after.is_active) await deleteUserInvitation(tx, user.id);
        const revoked = isDisabledOrDemoted(before, after)
          ? await revokeCreatedBy(tx, user.id)
          : {};
        if (!after.is_active || after.role !== before.role) {
          await deleteUserSessions(tx, { userId: user.id });
        }
        const { role, call_centre_id, is_active } = after;
        tx.emit(userUpdated, {
          subjectId: user.id,
          data: { user_id: user.id, role, call_centre_id, is_active },
          before,
          after: { ...after, ...revoked },
        });
        return { body: await describeUser(tx, user.id) };
      }),
  );

const invite = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'users.invite',
      method: 'post',
      path: '/api/v1/users/{id}/invitation',
      permission: 'users:write',
      summary: 'Create a new link to choose a password',
      description:
        'For a user who lost the link or forgot their password. The previous link stops working. The new one is also sent by mail if a mail server is set.',
      params: UserParams,
      load: underAccessLock,
      status: 201,
      answer: InvitationOut,
    },
    async ({ caller, write }) =>
      write(async (tx, user) => {
        requireMayManage(caller, user.role);
        if (!user.is_active) throw new AppError('conflict', 'this user is disabled');
        if (user.id === caller.userId) {
          throw new AppError('conflict', 'to change your own password, use /api/v1/me/password');
        }
        return { body: await issueInvitation(deps, tx, user.id), headers: NO_STORE };
      }),
  );

const NO_STORE = { 'Cache-Control': 'no-store' };

const emailTaken = () =>
  new AppError('conflict', 'a user of this company already has this address', {
    faults: [fault('email', 'taken', {})],
  });

const describeUser = async (tx: Transaction, userId: number): Promise<z.infer<typeof UserOut>> => {
  const user = await findUser(tx, userId);
  if (!user) throw notFound('user');
  return toUserOut(user);
};

const toUserOut = (row: UserRow): z.infer<typeof UserOut> => ({
  ...row,
  invitation_expires_at: row.invitation_expires_at?.toISOString() ?? null,
  invitation_mailed_at: row.invitation_mailed_at?.toISOString() ?? null,
  last_sign_in_at: row.last_sign_in_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
