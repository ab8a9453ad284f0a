/** Keeps the attempts of one activity going: opens what is due, and more as soon as there is room. */

/** Deliveries that one activity has opened at once. */
export const OPENED_COUNT_MAX = 500;
/** While an attempt hangs, the others go on, and what becomes due meanwhile is attempted too. Until then. */
const OPEN_FOR_MS = 30_000;
/** What is due so soon is not worth another activity. */
const SOON_MS = 1_000;
/** What becomes due one after the other is opened together. */
const GATHER_MS = 250;
/** It opens more when so many fit. */
const REFILL_COUNT = 100;

export interface Opening<Opened> {
  opened: Opened[];
  /** True if more may be due. */
  isFull: boolean;
  /** How long until those that it postponed are due. */
  dueMs: readonly number[];
}

interface PumpInput<Opened> {
  open: (limit: number) => Promise<Opening<Opened>>;
  /** Makes one attempt. Out: how long until its next one; null if it has ended. */
  attempt: (opened: Opened) => Promise<number | null>;
}

/** Resolves when nothing is under way. Errors: the first of `open` and `attempt`, after all have ended. */
export const pump = async <Opened>({ open, attempt }: PumpInput<Opened>): Promise<void> => {
  const closesMs = performance.now() + OPEN_FOR_MS;
  const failures: unknown[] = [];
  let dueMs: number[] = [];
  let openedMs = 0;
  let underWayCount = 0;
  let isMoreDue = true;
  let wake = (): void => undefined;

  const begin = async (opened: Opened): Promise<void> => {
    underWayCount += 1;
    try {
      const nextMs = await attempt(opened);
      if (nextMs !== null) dueMs.push(performance.now() + nextMs);
    } catch (error) {
      failures.push(error);
    } finally {
      underWayCount -= 1;
      wake();
    }
  };
  const openMore = async (): Promise<void> => {
    openedMs = performance.now();
    dueMs = dueMs.filter((at) => at > openedMs);
    const { opened, isFull, dueMs: postponedMs } = await open(OPENED_COUNT_MAX - underWayCount);
    isMoreDue = isFull;
    dueMs.push(...postponedMs.map((ms) => performance.now() + ms));
    for (const one of opened) void begin(one);
  };

  for (;;) {
    const isClosed = performance.now() >= closesMs || failures.length > 0;
    if (!isClosed && isMoreDue && underWayCount <= OPENED_COUNT_MAX - REFILL_COUNT) {
      await openMore().catch((error: unknown) => failures.push(error));
      continue;
    }
    const nextMs = Math.max(Math.min(...dueMs), openedMs + GATHER_MS);
    const waitMs = isClosed || isMoreDue ? Infinity : nextMs - performance.now();
    if (waitMs <= 0) isMoreDue = true;
    else if (underWayCount === 0 && waitMs > SOON_MS) break;
    else {
      await new Promise<void>((resolve) => {
        const timer = waitMs === Infinity ? undefined : setTimeout(resolve, waitMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
  if (failures.length > 0) throw failures[0];
};
