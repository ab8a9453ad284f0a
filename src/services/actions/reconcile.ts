import { isSettled, type ActionOutcome } from '../../domain/actions/statuses.ts';
import { actionWorkflowId } from '../../ids.ts';
import { listQuietActions } from '../../queries/actions/open.ts';
import { lockAction } from '../../queries/actions/records.ts';
import type { QuietRow, Reconciliation } from '../shared/reconciliation.ts';
import { outcomeOfRun, settleWithoutAnswer } from './lost-answers.ts';
import { startActionRun } from './run.ts';

const RUN_ENDED: ActionOutcome = { status: 'failed', code: 'run_ended' };

interface QuietAction extends QuietRow {
  round: number;
}

/**
 * Reconciles open actions. If Temporal does not know the run, it is started again. If the run has
 * ended, the action is settled: as the run says, when it returned a status (the database lost it), else
 * as failed. This is no race with a live run: a run ends only after its action is settled (ADR 0013).
 */
export const actionReconciliation: Reconciliation<QuietAction> = {
  listQuiet: async (database, input) =>
    (await listQuietActions(database, input)).map(({ company_id: companyId, id, round }) => ({
      companyId,
      id,
      round,
      workflowId: actionWorkflowId(id, round),
    })),
  reconcile: async (tx, { id, round }, run) => {
    const action = await lockAction(tx, id);
    if (!action || action.round !== round || isSettled(action.status)) return false;
    if (run.state === 'missing') startActionRun(tx, action);
    else await settleWithoutAnswer(tx, action, outcomeOfRun(run.result) ?? RUN_ENDED, run.now);
    return true;
  },
};
