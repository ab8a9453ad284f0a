import { setTimeout as sleep } from 'node:timers/promises';

/** Runs `work(1)` … `work(count)`, `concurrency` of them at a time; the first error ends it. */
export const runLanes = async (
  { count, concurrency }: { count: number; concurrency: number },
  work: (number: number) => Promise<void>,
): Promise<void> => {
  let next = 1;
  const lane = async (): Promise<void> => {
    while (next <= count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, lane));
};

/** Starts `work(1)` … `work(count)` at a steady pace, however long each takes. */
export const runPaced = async (
  { count, perSecond }: { count: number; perSecond: number },
  work: (number: number) => Promise<void>,
): Promise<void> => {
  const startedAt = performance.now();
  const running: Promise<void>[] = [];
  for (let number = 1; number <= count; number++) {
    await sleep(Math.max(0, startedAt + ((number - 1) * 1000) / perSecond - performance.now()));
    const one = work(number);
    one.catch(() => undefined); // heard below
    running.push(one);
  }
  await Promise.all(running);
};

/** Rejects with `what` if the promise takes longer. */
export const within = async <T>(
  promise: Promise<T>,
  timeoutMs: number,
  what: string,
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took over ${timeoutMs} ms`)), timeoutMs);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
};
