/** Waits for something another process or task does: asks again until it is so, or gives up loudly. */

const TIMEOUT_MS = 20_000;
const PAUSE_MS = 20;

export const until = async <T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> => {
  const startedAt = Date.now();
  while (Date.now() - startedAt < TIMEOUT_MS) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`waited ${TIMEOUT_MS} ms in vain: ${what}`);
};
