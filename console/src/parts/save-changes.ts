import { useEffect, type RefObject } from 'react';
import { problemOf } from '../api/problem.ts';

/** Saving what a user changed in a form, beside what others changed meanwhile. */

export const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** The fields that differ from those that the form began with. */
const changedFields = <T extends object>(values: T, base: T): Partial<T> => {
  const before = new Map<string, unknown>(Object.entries(base));
  const changed: Partial<T> = { ...values };
  for (const [name, value] of Object.entries(values)) {
    if (isSame(value, before.get(name))) Reflect.deleteProperty(changed, name);
  }
  return changed;
};

interface Versioned {
  version: number;
}

interface SaveInput<C extends Versioned, B extends object> {
  /** What the user saw. */
  base: C;
  /** What the form says. */
  fields: B;
  /** The fields of a record as a patch names them. */
  fieldsOf: (record: C) => B;
  send: (body: Partial<B> & { version: number }) => Promise<C>;
  readAgain: () => Promise<C>;
}

/**
 * Saves the changed fields. If others changed different fields meanwhile, both are kept. Errors: the api's;
 * `version_conflict` if they changed one of the same fields.
 */
export const saveChanges = async <C extends Versioned, B extends object>(
  input: SaveInput<C, B>,
): Promise<C> => {
  const { base, fields, fieldsOf } = input;
  const patch = changedFields(fields, fieldsOf(base));
  try {
    return await input.send({ ...patch, version: base.version });
  } catch (error) {
    if (problemOf(error).code !== 'version_conflict') throw error;
    const theirs = await input.readAgain();
    const changedByThem = Object.keys(changedFields(fieldsOf(theirs), fieldsOf(base)));
    if (Object.keys(patch).some((name) => changedByThem.includes(name))) throw error;
    return input.send({ ...patch, version: theirs.version });
  }
};

/**
 * Keeps the record as the form last showed it whole. While the user types, others may change it: the page
 * has theirs at once, but the user has not seen it.
 */
export const useSeen = <C extends Versioned | null>(
  seen: RefObject<C>,
  record: C,
  isShown: boolean,
): void => {
  useEffect(() => {
    // What was just saved is newer than what the page has read.
    if (isShown && versionOf(record) >= versionOf(seen.current)) seen.current = record;
  }, [seen, record, isShown]);
};

const versionOf = (record: Versioned | null): number => record?.version ?? 0;
