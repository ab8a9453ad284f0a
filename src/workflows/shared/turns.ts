import { sleep, workflowInfo } from '@temporalio/workflow';
import type { NoTurn } from '../../activities/shared/turns.ts';

/** Waits, outside of an activity, until an activity gets a turn. */

/** What the next run of a long wait must know. */
export interface TurnWait {
  waitCount: number;
  /** Attempts that failed. Those that got no turn don't count. */
  failedCount: number;
}

export const NO_WAIT: TurnWait = { waitCount: 0, failedCount: 0 };

const WAIT_MIN_MS = 2_000;
/** 16 waits, or 8 minutes, later. */
const WAIT_MAX_MS = 120_000;
/** A wait is about a third of the time that has passed, so the queue is rarely empty while a turn is free. */
const GROWTH = 1.3;

/**
 * In: what calls the activity; `goOn` begins a new run when the history is long. It must not be caught. Each try gets how
 * often the activity has failed before, for its retry policy.
 */
export const untilTurn = async <Result extends object>(
  call: (failedCount: number) => Promise<Result | NoTurn>,
  { before, goOn }: { before: TurnWait; goOn: (wait: TurnWait) => Promise<never> },
): Promise<Result> => {
  let { waitCount, failedCount } = before;
  for (;;) {
    const result = await call(failedCount);
    if (!('hasNoTurn' in result)) return result;
    failedCount += result.failedCount;
    await sleep(waitMs(waitCount));
    waitCount += 1;
    if (workflowInfo().continueAsNewSuggested) await goOn({ waitCount, failedCount });
  }
};

/** At random within a quarter: files that came together don't ask together. */
const waitMs = (waitCount: number): number =>
  Math.round(Math.min(WAIT_MAX_MS, WAIT_MIN_MS * GROWTH ** waitCount) * (0.75 + Math.random() / 4));

/**
 * The attempts that are left, as far apart as they would be without the waits between them.
 */
export const remainingRetries = (
  failedCount: number,
  {
    initialMs,
    maximumMs,
    attemptCountMax,
  }: { initialMs: number; maximumMs: number; attemptCountMax: number },
) => ({
  initialInterval: Math.min(maximumMs, initialMs * 2 ** failedCount),
  backoffCoefficient: 2,
  maximumInterval: maximumMs,
  maximumAttempts: Math.max(1, attemptCountMax - failedCount),
});
