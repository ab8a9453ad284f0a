import { createActionActivities } from './actions.ts';

/** All activities of the worker. A name given twice is a mistake that a plain spread would hide. */

type ActivityDeps = Parameters<typeof createActionActivities>[0];

export const createActivities = (deps: ActivityDeps) => merge([createActionActivities(deps)]);

export type Activities = ReturnType<typeof createActivities>;

type Merged<Group> = (Group extends unknown ? (group: Group) => void : never) extends (
  merged: infer Whole,
) => void
  ? Whole
  : never;

const merge = <const Groups extends readonly object[]>(groups: Groups): Merged<Groups[number]> => {
  const names = groups.flatMap((group) => Object.keys(group));
  const repeated = names.find((name, position) => names.indexOf(name) !== position);
  if (repeated !== undefined) throw new Error(`two activities are called ${repeated}`);
  return Object.assign({}, ...groups) as Merged<Groups[number]>;
};
