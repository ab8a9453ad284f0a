import type { z } from '@hono/zod-openapi';
import type { Transaction } from '../platform/database.ts';
import { fault } from '../domain/shared/faults.ts';
import { mayGrant, type Caller, type Role } from '../domain/shared/permissions.ts';
import {
  isOwnerOrAbove,
  mayManage,
  needsCallCentre,
  type UserPatch,
} from '../domain/users/shapes.ts';
import { AppError, invalid } from '../errors.ts';
import { revokeKeysMadeBy } from '../queries/api-keys.ts';
import { findCallCentre } from '../queries/call-centres.ts';
import { deleteInvitationsMadeBy, hasOtherOwner, type UserRow } from '../queries/users.ts';

/** What may change of a user, and by whom. */

export const refuseAboveRank = (caller: Caller, role: Role): void => {
  if (!mayManage(caller, role)) {
    throw new AppError('forbidden', `this needs all that the role ${role} may do`);
  }
};

export const refuseCallCentre = async (
  tx: Transaction,
  role: Role,
  callCentreId: number | null,
): Promise<void> => {
  if (callCentreId === null) {
    if (!needsCallCentre(role)) return;
    throw invalid([fault('call_centre_id', 'required_for_role', { role })]);
  }
  if (!(await findCallCentre(tx, callCentreId))) {
    throw invalid([fault('call_centre_id', 'unknown_record', { record: 'call_centre' })]);
  }
};

type Changeable = ReturnType<typeof changeable>;

export const changeable = (user: UserRow) => ({
  name: user.name,
  role: user.role,
  call_centre_id: user.call_centre_id,
  is_active: user.is_active,
  locale: user.locale,
});

export const withoutUndefined = (patch: z.infer<typeof UserPatch>): Partial<Changeable> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));

export const isShownOut = (before: Changeable, after: Changeable): boolean =>
  !after.is_active || !mayGrant(after.role, before.role);

/** What a user made for others carries their old rank: it would keep the door open to them. */
export const revokeMadeBy = async (tx: Transaction, userId: number): Promise<object> => {
  const apiKeys = await revokeKeysMadeBy(tx, userId);
  const invitations = await deleteInvitationsMadeBy(tx, userId);
  return {
    ...(apiKeys.length === 0 ? {} : { revoked_api_keys: apiKeys }),
    ...(invitations.length === 0 ? {} : { revoked_invitations_of: invitations }),
  };
};

export const refuseLosingLastOwner = async (
  tx: Transaction,
  { userId, before, after }: { userId: number; before: Changeable; after: Changeable },
): Promise<void> => {
  const wasOwner = before.is_active && isOwnerOrAbove(before.role);
  const staysOwner = after.is_active && isOwnerOrAbove(after.role);
  if (!wasOwner || staysOwner || (await hasOtherOwner(tx, userId))) return;
  throw new AppError('conflict', 'the company needs an active owner who can sign in');
};
