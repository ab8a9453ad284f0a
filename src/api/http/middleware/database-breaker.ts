import { createMiddleware } from 'hono/factory';
import { AppError } from '../../../errors.ts';
import type { ApiDeps, Env } from '../context.ts';
import { isUnconnectable } from '../errors.ts';

/**
 * At the start, requests wait for the first check of the database, which ends the api if it is unusable. If the
 * database is away then, they are refused until it is checked.
 * While no connection to PostgreSQL can be opened, requests are refused at once. Otherwise each would wait
 * in the pool for an attempt that fails, the longer the more of them wait. Logged once when the database
 * goes down and once when it is back.
 */

/** After this time one request tries the database again. */
const KNOWN_MS = 500;
const RETRY_AFTER_SECONDS = 5;

export interface DatabaseBreaker {
  /** Takes note of how a request ended: with an error of the connection, or without. */
  record: (error: Error | undefined) => void;
  refuseIfAway: () => Promise<void>;
  isChecked: () => boolean;
}

export interface StartCheck {
  /** Resolves when the first check has a result. */
  first: Promise<void>;
  /** True once the database was found usable. */
  isPassed: () => boolean;
}

export const createDatabaseBreaker = (
  { log }: Pick<ApiDeps, 'log'>,
  { first, isPassed }: StartCheck,
): DatabaseBreaker => {
  let failedAt = Number.NEGATIVE_INFINITY;
  let reason: Error | undefined;
  return {
    isChecked: isPassed,
    record: (error) => {
      if (error !== undefined) {
        failedAt = performance.now();
        if (reason === undefined) log.warn({ reason: error.message }, 'PostgreSQL does not answer');
      } else {
        failedAt = Number.NEGATIVE_INFINITY;
        if (reason !== undefined) log.info('PostgreSQL answers again');
      }
      reason = error;
    },
    refuseIfAway: async () => {
      if (!isPassed()) await first;
      const isAway = performance.now() - failedAt < KNOWN_MS;
      if (!isAway && !isPassed()) {
        throw new AppError('unavailable', 'the api has not checked its database yet', {
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        });
      }
      if (!isAway) return;
      throw new AppError('unavailable', 'the database is not reachable', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        cause: reason,
      });
    },
  };
};

export const databaseBreaker = (breaker: DatabaseBreaker) =>
  createMiddleware<Env>(async (c, next) => {
    await breaker.refuseIfAway();
    await next();
    const hasAnswered = c.get('caller') !== undefined || c.get('hasWrongCredential') === true;
    if (c.error !== undefined && isUnconnectable(c.error)) breaker.record(c.error);
    else if (hasAnswered || c.res.ok) breaker.record(undefined);
  });
