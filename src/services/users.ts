import type { Transaction } from '../platform/database.ts';
import { fault } from '../domain/shared/faults.ts';
import { mayGrant, type Caller, type Role } from '../domain/shared/permissions.ts';
import { isOwnerOrAbove, mayManage, needsCallCentre } from '../domain/users/shapes.ts';
import { AppError, invalid } from '../errors.ts';
import { revokeKeysCreatedBy } from '../queries/api-keys.ts';
import { findCallCentre } from '../queries/call-centres.ts';
import { deleteInvitationsCreatedBy } from '../queries/invitations.ts';
import { hasOtherOwner, type UserRow } from '../queries/users.ts';

/** Rules for changes of users. */

/** Errors: `forbidden` if the caller may not create or change a user of this role. */
export const requireMayManage = (caller: Caller, role: Role): void => {
  if (!mayManage(caller, role)) {
    throw new AppError('forbidden', `this needs all permissions of the role ${role}`);
  }
};

/** Errors: `validation_failed` if the call centre does not exist, or is missing though required. */
export const checkCallCentre = async (
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

type EditableFields = ReturnType<typeof editableFieldsOf>;

export const editableFieldsOf = (user: UserRow) => ({
  name: user.name,
  role: user.role,
  call_centre_id: user.call_centre_id,
  is_active: user.is_active,
  locale: user.locale,
});

export const isDisabledOrDemoted = (before: EditableFields, after: EditableFields): boolean =>
  !after.is_active || !mayGrant(after.role, before.role);

/**
 * Revokes the API keys and invitations that a user created for others. Their creator knows the
 * secrets, so a demoted user could use them. Out: the revoked ids, for the audit trail.
 */
export const revokeCreatedBy = async (tx: Transaction, userId: number): Promise<object> => {
  const apiKeys = await revokeKeysCreatedBy(tx, userId);
  const invitations = await deleteInvitationsCreatedBy(tx, userId);
  return {
    ...(apiKeys.length === 0 ? {} : { revoked_api_keys: apiKeys }),
    ...(invitations.length === 0 ? {} : { revoked_invitations_of: invitations }),
  };
};

/** Errors: `conflict` if the change would leave the company without an active owner. */
export const refuseLosingLastOwner = async (
  tx: Transaction,
  { userId, before, after }: { userId: number; before: EditableFields; after: EditableFields },
): Promise<void> => {
  const wasOwner = before.is_active && isOwnerOrAbove(before.role);
  const staysOwner = after.is_active && isOwnerOrAbove(after.role);
  if (!wasOwner || staysOwner || (await hasOtherOwner(tx, userId))) return;
  throw new AppError('conflict', 'the company needs an active owner who can sign in');
};
