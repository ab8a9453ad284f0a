import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { Database } from './database.ts';
import { equalsInConstantTime } from '../domain/shared/secrets.ts';

/** What api and worker tell load balancers and Prometheus of themselves. */

/** Less than load balancers wait. */
export const READINESS_TIMEOUT_MS = 2_000;

/** False if the work fails or takes longer: whoever asks is answered in time. */
export const succeedsWithin = (timeoutMs: number, work: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    work.then(
      () => true,
      () => false,
    ),
    pause(timeoutMs, false, { ref: false }),
  ]);

/** Errors: throws if the database is away or only reads. */
export const askDatabase = async (database: Database): Promise<void> => {
  const [row] = await database`select current_setting('transaction_read_only') as state`;
  if (row?.['state'] !== 'off') throw new Error('read-only');
};

/** Metrics count over all companies: not everybody who reaches the port need read them. */
export const mayReadMetrics = (
  { METRICS_TOKEN: token }: Pick<Config, 'METRICS_TOKEN'>,
  authorization = '',
): boolean =>
  token === undefined ||
  equalsInConstantTime(/^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? '', token);

/** Whoever asks more often gets what was found last: asking costs those who are asked. */
export const atMostEvery = <T>(periodMs: number, work: () => Promise<T>): (() => Promise<T>) => {
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
