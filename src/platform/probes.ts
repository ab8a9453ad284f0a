import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
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

/** Out: the state; `unreachable` if the check fails or takes longer. */
export const stateWithin = (
  timeoutMs: number,
  check: Promise<DatabaseState>,
): Promise<DatabaseState> =>
  Promise.race([
    check.catch((): DatabaseState => 'unreachable'),
    pause<DatabaseState>(timeoutMs, 'unreachable', { ref: false }),
  ]);

export const CANNOT_WRITE =
  'PostgreSQL answers but cannot write: its disk is full or it is read-only';

/** `not_writable`: it answers, but refuses every write: it is read-only, or its disk is full. */
export type DatabaseState = 'writable' | 'not_writable' | 'unreachable';

/** Checks of the disk within this time share one result. */
const DISK_CHECK_CACHE_MS = 5_000;

/**
 * Makes the check of one process. Out: the state. Errors: throws what the driver throws if the database
 * does not answer.
 */
export const createDatabaseCheck = (
  database: Database,
): (() => Promise<Exclude<DatabaseState, 'unreachable'>>) => {
  const hasDiskSpaceSometimes = cachedFor(DISK_CHECK_CACHE_MS, () => hasDiskSpace(database));
  return async () => {
    const [row] = await database`select current_setting('transaction_read_only') as state`;
    if (row?.['state'] !== 'off') return 'not_writable';
    return (await hasDiskSpaceSometimes()) ? 'writable' : 'not_writable';
  };
};

/**
 * A result of 1 MB that does not fit in `work_mem`: PostgreSQL writes it to a temporary file beside the
 * tables and removes it. This leaves no row, no WAL and no lock, and needs no table. An `update` of a row
 * would not do: it reuses the space that its table has, so it succeeds on a full disk.
 */
const SPILL = `
  set local work_mem = '64kB';
  set local temp_tablespaces = '';
  with spilled as materialized (
    select repeat('x', 8000) as filler
    from generate_series(1, 128)
  )
  select count(filler)
  from spilled
`;
/** SQLSTATE: `temp_file_limit` does not allow the file. That tells nothing about the disk. */
const TEMPORARY_FILE_REFUSED = '53400';
/** SQLSTATE: the disk is full; an input or output error. */
const DISK_FAULTS = ['53100', '58030'];

const hasDiskSpace = async (database: Database): Promise<boolean> => {
  try {
    await database.unsafe(SPILL);
    return true;
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    if (error.code === TEMPORARY_FILE_REFUSED) return true;
    if (DISK_FAULTS.includes(error.code)) return false;
    throw error;
  }
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
