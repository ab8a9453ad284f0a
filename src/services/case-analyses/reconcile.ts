import { caseAnalysisWorkflowId } from '../../ids.ts';
import { findAnalysisRun, listQuietAnalyses } from '../../queries/case-analyses/records.ts';
import type { Reconciliation } from '../shared/reconciliation.ts';
import { startRun } from './request.ts';
import { settleAnalysis } from './settle.ts';

/** Starts a missing run of an analysis again. One whose run has ended is ended: its workflow id is taken. */
export const caseAnalysisReconciliation: Reconciliation = {
  listQuiet: async (database, input) =>
    (await listQuietAnalyses(database, input)).map((row) => ({
      companyId: row.company_id,
      id: row.analysis_id,
      workflowId: caseAnalysisWorkflowId(row.case_id, row.version),
    })),
  reconcile: async (tx, { id }, { state }) => {
    const run = await findAnalysisRun(tx, { id, isLocked: true });
    if (run?.status !== 'running') return false;
    if (state === 'ended') await settleAnalysis(tx, id);
    else startRun(tx, run);
    return true;
  },
};
