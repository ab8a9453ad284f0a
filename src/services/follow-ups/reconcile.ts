import { followUpWorkflowId } from '../../ids.ts';
import { listQuietFollowUps } from '../../queries/follow-ups/changes.ts';
import { findFollowUp } from '../../queries/follow-ups/records.ts';
import type { Reconciliation } from '../shared/reconciliation.ts';
import { wakeFollowUpRun } from './run.ts';

/** Starts a run again that is missing or has ended while its follow-up waits. */
export const followUpReconciliation: Reconciliation = {
  listQuiet: async (database, { after, ...input }) =>
    (await listQuietFollowUps(database, { ...input, after: Number(after ?? 0) })).map((row) => ({
      companyId: row.company_id,
      id: String(row.follow_up_id),
      workflowId: followUpWorkflowId(row.follow_up_id),
    })),
  reconcile: async (tx, { id }) => {
    const row = await findFollowUp(tx, { id: Number(id), isLocked: true });
    if (row?.status !== 'waiting') return false;
    wakeFollowUpRun(tx, row.id);
    return true;
  },
};
