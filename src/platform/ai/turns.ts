/**
 * Bounds what a group does at once in this process, first come, first served. One group can neither occupy all
 * activities of a worker nor the whole rate of a server.
 */

const RUNNING_MAX = 4;
/** Further ones are refused, so that they don't wait in a slot of the worker: Temporal tries them later. */
const WAITING_MAX = 4;

interface Group {
  running: number;
  waiting: (() => void)[];
}

export const createTurns = () => {
  const groups = new Map<number, Group>();

  const take = async (key: number, waitMs: number): Promise<boolean> => {
    const group = groups.get(key) ?? { running: 0, waiting: [] };
    groups.set(key, group);
    if (group.running < RUNNING_MAX) {
      group.running += 1;
      return true;
    }
    return group.waiting.length < WAITING_MAX && waitFor(group, waitMs);
  };

  const giveBack = (key: number): void => {
    const group = groups.get(key);
    if (group === undefined) return;
    const next = group.waiting.shift();
    if (next !== undefined) next();
    else {
      group.running -= 1;
      if (group.running === 0) groups.delete(key);
    }
  };

  return async <T>(key: number, waitMs: number, work: () => Promise<T>): Promise<T | undefined> => {
    if (!(await take(key, waitMs))) return undefined;
    try {
      return await work();
    } finally {
      giveBack(key);
    }
  };
};

/** Out: true once the turn of another is handed over; false if none came in time. */
const waitFor = (group: Group, waitMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const begin = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    const timer = setTimeout(() => {
      group.waiting = group.waiting.filter((one) => one !== begin);
      resolve(false);
    }, waitMs);
    group.waiting.push(begin);
  });
