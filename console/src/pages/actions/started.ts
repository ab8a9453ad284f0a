/**
 * The actions that this tab sent together. Their ends are told together, also of those that another person
 * had decided, whose notifications go to that person.
 */

/** More are told by their notifications alone. */
const STARTED_COUNT_MAX = 1000;

/** True until its end was told. */
const started = new Map<string, boolean>();

export const followStarted = (ids: readonly string[]): void => {
  for (const id of ids) {
    if (started.has(id) || started.size < STARTED_COUNT_MAX) started.set(id, true);
  }
};

export const isStarted = (id: string): boolean => started.has(id);

/** Out: false if its end was told before, or if it was not sent from here. */
export const takeEnd = (id: string): boolean => {
  const isOpen = started.get(id) === true;
  if (isOpen) started.set(id, false);
  return isOpen;
};
