import type { Client } from '@temporalio/client';
import type { Database } from '../platform/database.ts';
import { tolerate } from '../errors.ts';
import { redact, type Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import {
  claimCommands,
  completeCommands,
  postponeCommand,
  purgeExpired,
  type ClaimedCommandRow,
} from '../queries/shared/commands.ts';
import {
  CALL_TIMEOUT_MS,
  ensureSearchAttributes,
  isTemporalAnswering,
  isUnreachable,
  isSearchAttributeMissing,
} from '../platform/temporal.ts';
import { carryOut } from '../platform/temporal-commands.ts';
import { mergeDeliveries, single, type CommandBatch } from './merged-commands.ts';

/**
 * Hands committed commands to Temporal. Each commit pokes the relay; a sweep finds the commands of dead
 * processes. A command is leased, carried out, then deleted. If the process dies before the deletion,
 * the command is repeated, which is harmless (src/platform/temporal-commands.ts). Several relays can
 * run at the same time.
 */

const BATCH_SIZE = 100;
/** Twice the timeout of a call. After it, another relay takes over the commands of a dead one. */
const LEASE_SECONDS = (2 * CALL_TIMEOUT_MS) / 1000;
const SWEEP_MS = 1_000;
const POSTPONE_SECONDS_MAX = 30;
const PROBE_MS = 10_000;
const PURGE_MS = 60_000;
/** Per table and call. */
const PURGE_ROWS_MAX = 1_000;
const PURGE_CALLS_MAX = 100;

export interface Relay {
  poke: () => void;
  start: () => void;
  /** Finishes the current batch, then stops. */
  stop: () => Promise<void>;
  /** Null before the first call. */
  isTemporalReachable: () => boolean | null;
}

interface RelayDeps {
  database: Database;
  temporal: Client;
  log: Log;
  metrics: Metrics;
}

export const createRelay = ({ database, temporal, log, metrics }: RelayDeps): Relay => {
  let isPoked = false;
  let isStopping = false;
  let isReachable: boolean | null = null;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let isDatabaseUnreachable = false;
  let running: Promise<void> | undefined;
  let purging: Promise<void> | undefined;
  let timers: NodeJS.Timeout[] = [];

  const recordReachability = (isUp: boolean): void => {
    checkedAt = performance.now();
    metrics.temporalUp.set(isUp ? 1 : 0);
    if (isReachable === isUp) return;
    if (!isUp) log.warn('Temporal does not answer; commands wait');
    else if (isReachable === false) log.info('Temporal answers again');
    isReachable = isUp;
  };

  /** Checks Temporal if no command did so recently. */
  const probe = async (): Promise<void> => {
    if (performance.now() - checkedAt < PROBE_MS) return;
    recordReachability(await isTemporalAnswering(temporal));
  };

  /** Out: the ids of the commands that are done. */
  const carryOutOne = async (batch: CommandBatch): Promise<number[]> => {
    try {
      const outcome = await carryOut(temporal, batch.command);
      recordReachability(true);
      // The run of the first event is there already, perhaps without the other events.
      if (outcome === 'exists' && batch.merged.length > 1) {
        return (await Promise.all(batch.merged.map(single).map(carryOutOne))).flat();
      }
      metrics.commands.inc({ outcome: 'done' }, batch.merged.length);
      return batch.merged.map(({ id }) => id);
    } catch (error) {
      const isTemporalDown = isUnreachable(error);
      recordReachability(!isTemporalDown);
      if (isSearchAttributeMissing(error)) {
        await tolerate(ensureSearchAttributes(temporal), 'the next command tries again', log);
      }
      const reason = isTemporalDown ? 'Temporal does not answer' : redact(reasonOf(error));
      await Promise.all(batch.merged.map((row) => postpone(row, { reason, isTemporalDown })));
      return [];
    }
  };

  const postpone = async (
    row: ClaimedCommandRow,
    { reason, isTemporalDown }: { reason: string; isTemporalDown: boolean },
  ): Promise<void> => {
    metrics.commands.inc({ outcome: 'postponed' });
    const workflowId = row.workflow_id;
    const delaySeconds = Math.min(2 ** (row.attempt_count - 1), POSTPONE_SECONDS_MAX);
    // An unreachable Temporal is logged once, not for each command.
    if (!isTemporalDown) {
      const fields = { reason, workflowId, attempt: row.attempt_count, delaySeconds };
      log.warn(fields, 'command postponed');
    }
    await postponeCommand(database, { id: row.id, delaySeconds, error: reason }).catch(() =>
      log.warn({ workflowId }, 'command not postponed; retried when its lease expires'),
    );
  };

  /** Out: true if more commands may be due. A refused command does not block later ones. */
  const runBatch = async (): Promise<boolean> => {
    const commands = await claimCommands(database, {
      limit: BATCH_SIZE,
      leaseSeconds: LEASE_SECONDS,
    });
    const done = (await Promise.all(mergeDeliveries(commands).map(carryOutOne))).flat();
    if (done.length > 0) await completeCommands(database, done);
    return done.length > 0 || (commands.length === BATCH_SIZE && isReachable === true);
  };

  const run = async (): Promise<void> => {
    while (isPoked && !isStopping) {
      isPoked = false;
      try {
        while (!isStopping && (await runBatch()));
        isDatabaseUnreachable = false;
      } catch (error) {
        log[isDatabaseUnreachable ? 'debug' : 'warn'](
          { reason: reasonOf(error) },
          'relay could not reach the database; the sweep tries again',
        );
        isDatabaseUnreachable = true;
      }
    }
    running = undefined;
  };

  const poke = (): void => {
    isPoked = true;
    running ??= run();
  };

  /** Deletes expired rows until none is left. Each call deletes a limited number. */
  const purge = async (): Promise<void> => {
    for (let call = 0; call < PURGE_CALLS_MAX && !isStopping; call += 1) {
      if ((await purgeExpired(database, PURGE_ROWS_MAX)) < PURGE_ROWS_MAX) return;
    }
  };

  const purgeOrWait = (): void => {
    purging ??= purge()
      .catch((error: unknown) => log.warn({ err: error }, 'purge failed; retry in a minute'))
      .finally(() => {
        purging = undefined;
      });
  };

  return {
    poke,
    start: () => {
      timers = [
        setInterval(poke, SWEEP_MS),
        setInterval(purgeOrWait, PURGE_MS),
        setInterval(() => void probe(), PROBE_MS),
      ];
      void probe();
      for (const timer of timers) timer.unref();
      poke();
    },
    stop: async () => {
      isStopping = true;
      for (const timer of timers) clearInterval(timer);
      await Promise.all([running, purging]);
    },
    isTemporalReachable: () => isReachable,
  };
};

const CAUSE_DEPTH_MAX = 4;

/** The error's message and those of its causes: errors of Temporal's client have the reason as cause. */
const reasonOf = (error: unknown, depth = 1): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined || depth === CAUSE_DEPTH_MAX
    ? error.message
    : `${error.message}: ${reasonOf(error.cause, depth + 1)}`;
};
