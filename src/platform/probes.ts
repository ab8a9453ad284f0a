import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { Database } from './database.ts';
import { equalsInConstantTime } from '../domain/shared/secrets.ts';

/** Health checks of api and worker, for load balancers and Prometheus. */

/** Shorter than the timeout of common load balancers. */
export const READINESS_TIMEOUT_MS = 2_000;

/** Out: true if `work` succeeds in time; false if it fails or takes longer. */
export const succeedsWithin = (timeoutMs: number, work: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    work.then(
      () => true,
      () => false,
    ),
    pause(timeoutMs, false, { ref: false }),
  ]);

/** Errors: throws if the database does not answer or is read-only. */
export const checkDatabaseWritable = async (database: Database): Promise<void> => {
  const [row] = await database`select current_setting('transaction_read_only') as state`;
  if (row?.['state'] !== 'off') throw new Error('read-only');
};

/** Metrics cover all companies, so METRICS_TOKEN may protect them. */
export const mayReadMetrics = (
  { METRICS_TOKEN: token }: Pick<Config, 'METRICS_TOKEN'>,
  authorization = '',
): boolean =>
  token === undefined ||
  equalsInConstantTime(/^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? '', token);

/** Runs `work` once per period at most; in between, returns its last promise. Limits the load of checks. */
export const cachedFor = <T>(periodMs: number, work: () => Promise<T>): (() => Promise<T>) => {
  let startedAt = Number.NEGATIVE_INFINITY;
  let last: Promise<T> | undefined;
  return () => {
    if (last === undefined || performance.now() - startedAt >= periodMs) {
      startedAt = performance.now();
      last = work();
    }
    return last;
  };
};
