import type { Client } from '@temporalio/client';
import type { Clock } from '../deps.ts';
import { WORKFLOW_QUEUES, type WorkflowName } from '../ids.ts';
import { inCompany, type Committed, type Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { getRunState, isUnreachable } from '../platform/temporal.ts';
import { RECONCILIATIONS } from '../services/reconciled.ts';
import type { QuietRow, Reconciliation } from '../services/shared/reconciliation.ts';
import { createSweeps, type Sweeps } from './sweeps.ts';

/**
 * Finds open rows that did not change for ten minutes, for each workflow, and asks Temporal for their
 * runs. If a run is missing or has ended, the workflow's reconciliation repairs the row
 * (src/services/reconciled.ts).
 */

const SWEEP_MS = 60_000;
const BATCH_SIZE = 100;
/** Pages per workflow and sweep. The next sweep continues after the last row. */
const PAGES_MAX = 20;
const QUIET_SECONDS = 600;

interface ReconcilerDeps {
  database: Database;
  temporal: Client;
  clock: Clock;
  log: Log;
  metrics: Pick<Metrics, 'runsReconciled'>;
  announce: (committed: Committed) => void;
  quietSeconds?: number;
}

export interface Reconciler extends Sweeps {
  /** Checks at most the next 2,000 rows of each workflow, in order of id. After the last, starts again. */
  sweep: () => Promise<void>;
}

export const createReconciler = (deps: ReconcilerDeps): Reconciler => {
  const { database, log, quietSeconds = QUIET_SECONDS } = deps;
  const reached = new Map<WorkflowName, string>();
  let isStopping = false;

  const sweepOne = async (name: WorkflowName, reconciliation: Reconciliation): Promise<void> => {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const after = reached.get(name) ?? null;
      const quiet = await reconciliation.listQuiet(database, {
        after,
        quietSeconds,
        limit: BATCH_SIZE,
      });
      for (const row of quiet) {
        if (isStopping) return;
        await reconcileOrSkip(deps, name, row);
        reached.set(name, row.id);
      }
      if (quiet.length < BATCH_SIZE) {
        reached.delete(name);
        return;
      }
    }
  };

  /** A workflow whose rows can't be listed does not block the others. */
  const sweep = async (): Promise<void> => {
    for (const name of WORKFLOW_NAMES) {
      await sweepOne(name, RECONCILIATIONS[name]).catch((error: unknown) => {
        if (isUnreachable(error)) throw error;
        log.warn(
          { err: error, workflow: name },
          'quiet rows could not be listed; retry in a minute',
        );
      });
    }
  };

  const sweeps = createSweeps(sweep, {
    everyMs: SWEEP_MS,
    onFailure: (error) =>
      log.warn({ err: error }, 'quiet rows could not be checked; retry in a minute'),
  });
  return {
    sweep,
    start: sweeps.start,
    stop: () => {
      isStopping = true;
      return sweeps.stop();
    },
  };
};

const WORKFLOW_NAMES = Object.keys(WORKFLOW_QUEUES) as WorkflowName[];

/** A row that fails does not block the others. If Temporal is unreachable, the sweep ends. */
const reconcileOrSkip = async (
  deps: ReconcilerDeps,
  workflow: WorkflowName,
  row: QuietRow,
): Promise<void> => {
  try {
    await reconcileRow(deps, workflow, row);
  } catch (error) {
    if (isUnreachable(error)) throw error;
    deps.log.warn({ err: error, workflowId: row.workflowId }, 'quiet row skipped');
  }
};

const reconcileRow = async (
  { database, temporal, clock, log, metrics, announce }: ReconcilerDeps,
  workflow: WorkflowName,
  row: QuietRow,
): Promise<void> => {
  const { companyId, workflowId } = row;
  const run = await getRunState(temporal, workflowId);
  if (run.state === 'running') return;
  const isChanged = await inCompany(
    database,
    { companyId, userId: null },
    (tx) => RECONCILIATIONS[workflow].reconcile(tx, row, { ...run, now: clock.now() }),
    announce,
  );
  if (!isChanged) return;
  log.warn({ workflowId, state: run.state }, 'open row without a run');
  metrics.runsReconciled.inc({ workflow, state: run.state });
};
