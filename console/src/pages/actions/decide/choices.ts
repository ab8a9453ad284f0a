import { useMe } from '../../../api/session.ts';
import { useActionTypes } from '../../action-types/catalogue.ts';
import type { ActionEntityType } from '../../entities/types.ts';
import type { ActionType } from './draft.ts';

/** Which action types a record offers, and in what order. */

const USUAL_COUNT_MAX = 4;

export interface Choices {
  usual: ActionType[];
  others: ActionType[];
}

/** The usual ones are those that something suggests, then the first of the catalogue. */
export const chooseTypes = (
  types: readonly ActionType[],
  {
    entityType,
    role,
    suggested,
  }: { entityType: ActionEntityType; role: string; suggested: readonly string[] },
): Choices => {
  const offered = types.filter(
    (type) =>
      type.entity_types.includes(entityType) && type.roles.some((allowed) => allowed === role),
  );
  const first = suggested.flatMap((code) => offered.find((type) => type.code === code) ?? []);
  const ordered = [...new Set([...first, ...offered])];
  return { usual: ordered.slice(0, USUAL_COUNT_MAX), others: ordered.slice(USUAL_COUNT_MAX) };
};

/** Labels are in the reader's language. None while the catalogue is loading. */
export const useChoices = (
  entityType: ActionEntityType,
  suggested: readonly string[] = NOTHING,
): Choices => {
  const { user } = useMe();
  return chooseTypes(useActionTypes(), { entityType, role: user.role, suggested });
};

const NOTHING: readonly string[] = [];
