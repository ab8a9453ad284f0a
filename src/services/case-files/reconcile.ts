import { caseFileWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import { listQuietCaseFiles } from '../../queries/case-files/expired.ts';
import { findCaseFile } from '../../queries/case-files/records.ts';
import type { Reconciliation } from '../shared/reconciliation.ts';
import { startCaseFileRun } from './save.ts';
import { isTextToRead, settleScan, settleText } from './settle.ts';

/** Starts a lost run again: it goes on where it was. Settles the file of a run that has ended. */
export const caseFileReconciliation: Reconciliation = {
  listQuiet: async (database, input) =>
    (await listQuietCaseFiles(database, input)).map((row) => ({
      companyId: row.company_id,
      id: String(row.file_id),
      workflowId: caseFileWorkflowId(row.file_id),
    })),
  reconcile: async (tx, { id }, { state }) => {
    const fileId = Number(id);
    const file = await findCaseFile(tx, { id: fileId, withDeleted: true });
    if (!file || file.file_state !== 'kept') return false;
    if (file.scan_state !== 'pending' && !isTextToRead(file)) return false;
    if (state === 'missing') startCaseFileRun(tx, fileId);
    else await giveUpCaseFile(tx, fileId);
    return true;
  },
};

/** The run can't go on: what waits has failed. An unscanned file stays in quarantine. Twice: nothing waits any more. */
export const giveUpCaseFile = async (tx: Transaction, fileId: number): Promise<void> => {
  const file = await findCaseFile(tx, { id: fileId, withDeleted: true });
  if (file?.scan_state === 'pending') {
    await settleScan(tx, fileId, { kind: 'failed', code: 'scanner_unavailable' });
  }
  await settleText(tx, fileId, { kind: 'failed', code: 'run_ended' });
};
