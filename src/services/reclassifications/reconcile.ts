import { isReclassificationOpen } from '../../domain/reclassifications/statuses.ts';
import { reclassifyWorkflowId } from '../../ids.ts';
import {
  findReclassification,
  listQuietReclassifications,
} from '../../queries/reclassifications/records.ts';
import type { Reconciliation } from '../shared/reconciliation.ts';
import { endReclassification, startReclassificationRun } from './facts.ts';

/** Starts a lost run again: it continues after its last page. Fails the row of a run that has ended. */
export const reclassificationReconciliation: Reconciliation = {
  listQuiet: async (database, input) =>
    (await listQuietReclassifications(database, input)).map((row) => ({
      companyId: row.company_id,
      id: row.reclassification_id,
      workflowId: reclassifyWorkflowId(row.reclassification_id),
    })),
  reconcile: async (tx, { id }, { state }) => {
    const row = await findReclassification(tx, { id, isLocked: true });
    if (!row || !isReclassificationOpen(row.status)) return false;
    if (state === 'missing') startReclassificationRun(tx, id);
    else await endReclassification(tx, row, 'failed');
    return true;
  },
};
