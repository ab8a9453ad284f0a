import { fault } from '../../domain/shared/faults.ts';
import {
  isWithin,
  roleReach,
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

/** Those who may be named: for a menu. */
export const findColleagues = async (
  tx: Transaction,
  { text, permission, owned }: Pick<Asked, 'permission' | 'owned'> & { text: string | undefined },
): Promise<ColleagueRow[]> =>
  (await searchColleagues(tx, text)).filter((user) => reaches(user, permission, owned));

/** Those of them who may be named. */
export const colleaguesWithin = async (
  tx: Transaction,
  { userIds, permission, owned }: Pick<Asked, 'userIds' | 'permission' | 'owned'>,
): Promise<ColleagueRow[]> =>
  (await listColleagues(tx, userIds)).filter(
    (user) => user.is_active && reaches(user, permission, owned),
  );

const reaches = (user: ColleagueRow, permission: Permission, owned: Owned): boolean => {
  const reach = roleReach(user.role, permission);
  return (
    reach !== 'none' &&
    isWithin({ reach, userId: user.id, callCentreId: user.call_centre_id }, owned)
  );
};
