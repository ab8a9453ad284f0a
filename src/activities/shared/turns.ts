import { ApplicationFailure } from '@temporalio/activity';
import { createBoundedTurns, type BoundedTurns } from '../../platform/bounded-turns.ts';
import { attemptOf } from './heartbeat.ts';

/**
 * What may take minutes for one file: all of it together must not occupy the slots of a worker. An activity without a turn
 * ends at once, and its workflow waits (src/workflows/shared/turns.ts).
 */
export interface ActivityTurns {
  /** Files at the virus scanner. One that does not answer occupies each for 3 minutes. */
  scans: BoundedTurns;
  /** Documents in threads and in memory. */
  documents: BoundedTurns;
}

export const createActivityTurns = (): ActivityTurns => ({
  scans: createBoundedTurns({ countMax: 8, countPerCompanyMax: 4 }),
  documents: createBoundedTurns({ countMax: 2, countPerCompanyMax: 1 }),
});

/** The input of an activity that may answer `NoTurn`. */
export interface TurnInput {
  companyId: number;
  /** Missing: the run is of a release that takes any answer for a result. */
  waitsForTurn?: true;
}

/** No turn was free, and nothing was done. `failedCount`: attempts before this one. */
export interface NoTurn {
  hasNoTurn: true;
  failedCount: number;
}

/** A run of an older release has few attempts: they must last for a queue of files. */
const OLD_RUN_RETRY_DELAY = '5 minutes';

export const inTurn = async <T>(
  turns: BoundedTurns,
  { companyId, waitsForTurn }: TurnInput,
  work: () => Promise<T>,
): Promise<T | NoTurn> => {
  const endTurn = turns.tryTake(companyId);
  if (endTurn === undefined) {
    if (waitsForTurn === true) return { hasNoTurn: true, failedCount: attemptOf() - 1 };
    throw ApplicationFailure.create({
      message: 'no_turn',
      type: 'no_turn',
      nextRetryDelay: OLD_RUN_RETRY_DELAY,
    });
  }
  try {
    return await work();
  } finally {
    endTurn();
  }
};
