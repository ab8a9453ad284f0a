import { isImportOpen } from '../../domain/lead-imports/statuses.ts';
import { leadImportWorkflowId } from '../../ids.ts';
import { findLeadImport, listQuietLeadImports } from '../../queries/lead-imports/records.ts';
import type { Reconciliation } from '../shared/reconciliation.ts';
import { endImport, startImportRun } from './facts.ts';

/** Starts a lost run again: it continues after the last row. Fails the import of a run that has ended. */
export const leadImportReconciliation: Reconciliation = {
  listQuiet: async (database, input) =>
    (await listQuietLeadImports(database, input)).map((row) => ({
      companyId: row.company_id,
      id: row.import_id,
      workflowId: leadImportWorkflowId(row.import_id),
    })),
  reconcile: async (tx, { id }, { state }) => {
    const row = await findLeadImport(tx, { id, isLocked: true });
    if (!row || !isImportOpen(row.status)) return false;
    if (state === 'missing') startImportRun(tx, id);
    else await endImport(tx, row, { status: 'failed', code: 'run_ended' });
    return true;
  },
};
