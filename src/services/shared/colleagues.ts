import { fault } from '../../domain/shared/faults.ts';
import {
  isWithin,
  roleReach,
  ROLES,
  type Owned,
  type Permission,
} from '../../domain/shared/permissions.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { listColleagues, searchColleagues, type ColleagueRow } from '../../queries/colleagues.ts';

interface Asked {
  userIds: readonly number[];
  /** The field of the request; `.i` is added for a list. */
  path: string;
  isList?: boolean;
  /** What they must be able to read. */
  permission: Permission;
  /** The record. */
  owned: Owned;
}

/**
 * The users that a request names, if each of them is active and reaches the record. Someone out of reach is
 * unknown here, as the record is to them. Errors: `validation_failed`.
 */
export const requireColleagues = async (tx: Transaction, asked: Asked): Promise<ColleagueRow[]> => {
  const { userIds, path, permission, owned } = asked;
  if (userIds.length === 0) return [];
  const found = new Map((await listColleagues(tx, userIds)).map((user) => [user.id, user]));
  const faults = userIds.flatMap((id, index) => {
    const at = asked.isList === true ? `${path}.${index}` : path;
    const user = found.get(id);
    if (user === undefined || !reaches(user, permission, owned)) {
      return [fault(at, 'unknown_record', { record: 'user' })];
    }
    return user.is_active ? [] : [fault(at, 'user_disabled', {})];
  });
  if (faults.length > 0) throw invalid(faults);
  return [...found.values()];
};

/** Those who may be named: for a menu. A company may have more users than are read, so those out of reach are not. */
export const findColleagues = async (
  tx: Transaction,
  { text, permission, owned }: Pick<Asked, 'permission' | 'owned'> & { text: string | undefined },
): Promise<ColleagueRow[]> =>
  (
    await searchColleagues(tx, {
      text,
      among: {
        ...owned,
        roles: ROLES.filter((role) =>
          reaches({ role, id: NOBODY, call_centre_id: null }, permission, owned),
        ),
      },
    })
  ).filter((user) => reaches(user, permission, owned));

/** No user has this id. */
const NOBODY = 0;

/** Those of them who may be named. */
export const colleaguesWithin = async (
  tx: Transaction,
  { userIds, permission, owned }: Pick<Asked, 'userIds' | 'permission' | 'owned'>,
): Promise<ColleagueRow[]> =>
  (await listColleagues(tx, userIds)).filter(
    (user) => user.is_active && reaches(user, permission, owned),
  );

const reaches = (
  user: Pick<ColleagueRow, 'id' | 'role' | 'call_centre_id'>,
  permission: Permission,
  owned: Owned,
): boolean => {
  const reach = roleReach(user.role, permission);
  return (
    reach !== 'none' &&
    isWithin({ reach, userId: user.id, callCentreId: user.call_centre_id }, owned)
  );
};
