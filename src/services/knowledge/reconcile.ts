import { isKnowledgeImportOpen } from '../../domain/knowledge/imports.ts';
import { knowledgeImportWorkflowId } from '../../ids.ts';
import { findKnowledgeImport, listQuietKnowledgeImports } from '../../queries/knowledge/imports.ts';
import type { Reconciliation } from '../shared/reconciliation.ts';
import { endKnowledgeImport, startKnowledgeImportRun } from './imports.ts';

/** Starts a lost run again: it continues with the next document. Ends the import of a run that has ended. */
export const knowledgeImportReconciliation: Reconciliation = {
  listQuiet: async (database, input) =>
    (await listQuietKnowledgeImports(database, input)).map((row) => ({
      companyId: row.company_id,
      id: row.import_id,
      workflowId: knowledgeImportWorkflowId(row.import_id),
    })),
  reconcile: async (tx, { id }, { state }) => {
    const row = await findKnowledgeImport(tx, { id, isLocked: true });
    if (!row || !isKnowledgeImportOpen(row.status)) return false;
    if (state === 'missing') startKnowledgeImportRun(tx, id);
    else await endKnowledgeImport(tx, { importId: id, isInterrupted: true });
    return true;
  },
};
