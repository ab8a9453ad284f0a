import type { JsonObject } from '../../../ui/fields/json-input.tsx';

/** The changes of an edit, and the merge of two edits of one record. */

export const isSame = (left: unknown, right: unknown): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

/** Absent, null and the empty text are one value: the field is empty. */
export const isSameValue = (left: unknown, right: unknown): boolean =>
  isSame(left === '' ? null : (left ?? null), right === '' ? null : (right ?? null));

const namesOf = (...objects: readonly JsonObject[]): string[] => [
  ...new Set(objects.flatMap((object) => Object.keys(object))),
];

/** The patch that turns `before` into `after`. Null removes a field. */
export const patchOf = (before: JsonObject, after: JsonObject): JsonObject =>
  Object.fromEntries(
    namesOf(before, after)
      .filter((name) => !isSame(before[name], after[name]))
      .map((name) => [name, after[name] ?? null]),
  );

interface Versions {
  /** The data when the edit began. */
  base: JsonObject;
  mine: JsonObject;
  /** The stored data. */
  theirs: JsonObject;
}

/** The fields that both users have changed to different values. */
export const conflictingFields = ({ base, mine, theirs }: Versions): string[] => {
  const changedByMe = patchOf(base, mine);
  return Object.keys(patchOf(base, theirs)).filter(
    (name) => name in changedByMe && !isSameValue(mine[name], theirs[name]),
  );
};

/**
 * The stored data with my changes applied, except for the fields where the stored value was chosen.
 */
export const rebase = (
  { base, mine, theirs }: Versions,
  isTheirs: (name: string) => boolean,
): JsonObject => {
  const changedByMe = Object.entries(patchOf(base, mine)).filter(([name]) => !isTheirs(name));
  return Object.fromEntries(
    Object.entries({ ...theirs, ...Object.fromEntries(changedByMe) }).filter(
      ([, value]) => value !== null,
    ),
  );
};
