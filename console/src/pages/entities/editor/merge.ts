import type { JsonObject } from '../../../ui/fields/json-input.tsx';

/** What an edit changes in a record, and how two edits of the same record come together. */

export const isSame = (left: unknown, right: unknown): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

const namesOf = (...objects: readonly JsonObject[]): string[] => [
  ...new Set(objects.flatMap((object) => Object.keys(object))),
];

/** The patch that makes `after` of `before`: null removes a field. */
export const patchOf = (before: JsonObject, after: JsonObject): JsonObject =>
  Object.fromEntries(
    namesOf(before, after)
      .filter((name) => !isSame(before[name], after[name]))
      .map((name) => [name, after[name] ?? null]),
  );

interface Versions {
  /** What the edit began with. */
  base: JsonObject;
  mine: JsonObject;
  /** What is stored now. */
  theirs: JsonObject;
}

/** The fields both have changed, each to something else: only a person can choose. */
export const crossedFields = ({ base, mine, theirs }: Versions): string[] => {
  const changedByMe = patchOf(base, mine);
  return Object.keys(patchOf(base, theirs)).filter(
    (name) => name in changedByMe && !isSame(mine[name], theirs[name]),
  );
};

/** What I have changed on top of what is stored now, but for the fields where I gave way. */
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
