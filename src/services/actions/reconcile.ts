import { isSettled } from '../../domain/actions/statuses.ts';
import { actionWorkflowId } from '../../ids.ts';
import { listQuietActions } from '../../queries/actions/open.ts';
import { lockAction } from '../../queries/actions/records.ts';
import type { QuietRow, Reconciliation } from '../shared/reconciliation.ts';
import { startActionRun } from './run.ts';
import { settleAction } from './settle.ts';

interface QuietAction extends QuietRow {
  round: number;
}

/**
 * Reconciles open actions. If Temporal does not know the run, it is started again. If the run has
 * ended (failed or terminated), the action is settled as failed. This is no race with a live run: a run
 * ends only after its action is settled (ADR 0013).
 */
export const actionReconciliation: Reconciliation<QuietAction> = {
  listQuiet: async (database, input) =>
    (await listQuietActions(database, input)).map(({ company_id: companyId, id, round }) => ({
      companyId,
      id,
      round,
      workflowId: actionWorkflowId(id, round),
    })),
  reconcile: async (tx, { id, round }, { state, now }) => {
    const action = await lockAction(tx, id);
    if (!action || action.round !== round || isSettled(action.status)) return false;
    if (state === 'missing') {
      startActionRun(tx, action);
      return true;
    }
    await settleAction(tx, action, {
      status: 'failed',
      code: 'run_ended',
      message: '',
      statutDossier: null,
      isLate: false,
      isSimulated: false,
      settledAt: now,
      isKnownToWorkflow: true,
    });
    return true;
  },
};
