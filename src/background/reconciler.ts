import type { Client } from '@temporalio/client';
import { inCompany, type Committed, type Database } from '../platform/database.ts';
import type { Clock } from '../deps.ts';
import { isSettled } from '../domain/actions/statuses.ts';
import { actionWorkflowId } from '../ids.ts';
import type { Log } from '../platform/log.ts';
import { startActionRun } from '../services/actions/run.ts';
import { settleAction } from '../services/actions/settle.ts';
import { lockAction } from '../queries/actions/records.ts';
import { listQuietActions, type QuietActionRow } from '../queries/actions/open.ts';
import { isUnreachable, runStateOf } from '../platform/temporal.ts';

/**
 * Looks after open actions that have been quiet: a run that Temporal has lost is started again, and
 * an action whose run was terminated or failed is ended where people see it. A run ends only after
 * its action has settled, so "run ended, action open" is no race (ADR 0013).
 */

const SWEEP_MS = 60_000;
const BATCH_SIZE = 100;
/** A look takes some milliseconds: this many in a minute, then from there on in the next. */
const PAGES_MAX = 20;
const QUIET_SECONDS = 600;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

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
  /** Looks at the next 2,000 at most, in order of id, then from the start again. */
  sweep: () => Promise<void>;
  stop: () => Promise<void>;
}

export const createReconciler = (deps: ReconcilerDeps): Reconciler => {
  const { database, log, quietSeconds = QUIET_SECONDS } = deps;
  let after = FIRST_ID;
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const sweep = async (): Promise<void> => {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const quiet = await listQuietActions(database, { after, quietSeconds, limit: BATCH_SIZE });
      for (const action of quiet) {
        if (isStopping) return;
        await reconcileOrSkip(deps, action);
        after = action.id;
      }
      if (quiet.length < BATCH_SIZE) {
        after = FIRST_ID;
        return;
      }
    }
  };

  return {
    sweep,
    start: () => {
      timer = setInterval(() => {
        running ??= sweep()
          .catch((error: unknown) =>
            log.warn(
              { err: error },
              'quiet actions could not be looked at; tried again in a minute',
            ),
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

/** One action that can't be looked at must not keep the others waiting; Temporal being away, all. */
const reconcileOrSkip = async (deps: ReconcilerDeps, quiet: QuietActionRow): Promise<void> => {
  try {
    await reconcile(deps, quiet);
  } catch (error) {
    if (isUnreachable(error)) throw error;
    deps.log.warn({ err: error, actionId: quiet.id }, 'quiet action skipped');
  }
};

/** Twice, or by two processes at once: the action's row is held, and what has changed is left alone. */
const reconcile = async (
  { database, temporal, clock, log, announce }: ReconcilerDeps,
  quiet: QuietActionRow,
): Promise<void> => {
  const workflowId = actionWorkflowId(quiet.id, quiet.round);
  const state = await runStateOf(temporal, workflowId);
  if (state === 'running') return;
  await inCompany(
    database,
    { companyId: quiet.company_id, userId: null },
    async (tx) => {
      const action = await lockAction(tx, quiet.id);
      if (!action || action.round !== quiet.round || isSettled(action.status)) return;
      log.warn({ workflowId, state }, 'open action without a run');
      if (state === 'missing') return startActionRun(tx, action);
      return settleAction(tx, action, {
        status: 'failed',
        code: 'run_ended',
        message: '',
        statutDossier: null,
        isLate: false,
        isSimulated: false,
        settledAt: clock.now(),
        isKnownToWorkflow: true,
      });
    },
    announce,
  );
};
