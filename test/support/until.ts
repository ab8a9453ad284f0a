import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long a test waits for what is sure to come: far longer than it takes, because the machine may be
 * busy with other work. Only a failing test waits that long.
 */
export const PATIENCE_MS = 60_000;
const PAUSE_MS = 20;

/**
 * Asks again until the answer is neither undefined nor false. Out: the answer. Errors: names what did not
 * come. To compare a value, use `expect.poll`, which waits as long.
 */
export const until = async <T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  patienceMs = PATIENCE_MS,
): Promise<T> => {
  const deadline = Date.now() + patienceMs;
  do {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await sleep(PAUSE_MS);
  } while (Date.now() < deadline);
  throw new Error(`waited ${patienceMs} ms in vain: ${what}`);
};
