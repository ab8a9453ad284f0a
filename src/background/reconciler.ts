import type { Client } from '@temporalio/client';
import type { Clock } from '../deps.ts';
import { WORKFLOW_QUEUES, type WorkflowName } from '../ids.ts';
import { inCompany, type Committed, type Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { isUnreachable, getRunState } from '../platform/temporal.ts';
import { RECONCILED } from '../services/reconciled.ts';
import type { QuietRow, Reconciliation } from '../services/shared/reconciliation.ts';

/**
 * Looks after open rows that have been quiet, for each workflow: a row whose run is gone is handed to
 * its reconciliation (src/services/reconciled.ts).
 */

const SWEEP_MS = 60_000;
const BATCH_SIZE = 100;
/** A look takes some milliseconds: this many in a minute, then from there on in the next. */
const PAGES_MAX = 20;
const QUIET_SECONDS = 600;

interface ReconcilerDeps {
  database: Database;
  temporal: Client;
  clock: Clock;
  log: Log;
  announce: (committed: Committed) => void;
  quietSeconds?: number;
}

export interface Reconciler {
  start: () => void;
  /** Looks at the next 2,000 rows of each workflow at most, in order of id, then from the start again. */
  sweep: () => Promise<void>;
  stop: () => Promise<void>;
}

export const createReconciler = (deps: ReconcilerDeps): Reconciler => {
  const { database, log, quietSeconds = QUIET_SECONDS } = deps;
  const reached = new Map<WorkflowName, string>();
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

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
        await reconcileOrSkip(deps, reconciliation, row);
        reached.set(name, row.id);
      }
      if (quiet.length < BATCH_SIZE) {
        reached.delete(name);
        return;
      }
    }
  };

  const sweep = async (): Promise<void> => {
    for (const name of WORKFLOW_NAMES) await sweepOne(name, RECONCILED[name]);
  };

  return {
    sweep,
    start: () => {
      timer = setInterval(() => {
        running ??= sweep()
          .catch((error: unknown) =>
            log.warn({ err: error }, 'quiet rows could not be looked at; tried again in a minute'),
          )
          .finally(() => {
            running = undefined;
          });
      }, SWEEP_MS);
      timer.unref();
    },
    stop: async () => {
      isStopping = true;
      clearInterval(timer);
      await running;
    },
  };
};

const WORKFLOW_NAMES = Object.keys(WORKFLOW_QUEUES) as WorkflowName[];

/** A row that can't be looked at does not block the others. While Temporal is away, all wait. */
const reconcileOrSkip = async (
  deps: ReconcilerDeps,
  reconciliation: Reconciliation,
  row: QuietRow,
): Promise<void> => {
  try {
    await reconcileRow(deps, reconciliation, row);
  } catch (error) {
    if (isUnreachable(error)) throw error;
    deps.log.warn({ err: error, workflowId: row.workflowId }, 'quiet row skipped');
  }
};

const reconcileRow = async (
  { database, temporal, clock, log, announce }: ReconcilerDeps,
  reconciliation: Reconciliation,
  row: QuietRow,
): Promise<void> => {
  const { companyId, workflowId } = row;
  const state = await getRunState(temporal, workflowId);
  if (state === 'running') return;
  const isChanged = await inCompany(
    database,
    { companyId, userId: null },
    (tx) => reconciliation.reconcile(tx, row, { state, now: clock.now() }),
    announce,
  );
  if (isChanged) log.warn({ workflowId, state }, 'open row without a run');
};
