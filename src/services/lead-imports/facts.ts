import { leadImportEnded } from '../../domain/lead-imports/events.ts';
import type { LeadImportError } from '../../domain/lead-imports/statuses.ts';
import { leadImportWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Audience } from '../../platform/facts.ts';
import { setImportStatus, type LeadImportRow } from '../../queries/lead-imports/records.ts';
import { listLeadWatchers } from '../../queries/leads/watchers.ts';

/** Shared parts of imports: who hears of them, their run, and their end. */

/** Who imports, and the supervisors of the call centre. */
export const importAudience = (
  row: Pick<LeadImportRow, 'user_id' | 'call_centre_id'>,
): Audience => ({ userId: row.user_id, callCentreId: row.call_centre_id });

/** Twice: one run, because its id is the import's. */
export const startImportRun = (tx: Transaction, importId: string): void =>
  tx.command({
    workflowId: leadImportWorkflowId(importId),
    operation: 'start',
    name: 'importLeadsWorkflow',
    input: { companyId: tx.actor.companyId, importId },
    subject: `lead_import/${importId}`,
  });

type End = { status: 'succeeded' } | { status: 'failed'; code: LeadImportError };

/**
 * Ends an import under its lock. One notification tells of all its leads: to the user who imported, who has
 * waited for it, and if there are new leads to those who follow the call centre.
 */
export const endImport = async (tx: Transaction, row: LeadImportRow, end: End): Promise<void> => {
  const code = end.status === 'failed' ? end.code : null;
  await setImportStatus(tx, {
    id: row.id,
    status: end.status,
    ...(code === null ? {} : { errorCode: code }),
  });
  const watchers = row.created_count === 0 ? [] : await listLeadWatchers(tx, row.call_centre_id);
  const counts = {
    created_count: row.created_count,
    unchanged_count: row.unchanged_count,
    duplicate_count: row.duplicate_count,
    duplicates: row.duplicates,
    error_count: row.error_count,
  };
  tx.emit(leadImportEnded, {
    subjectId: row.id,
    audience: importAudience(row),
    data: { status: end.status },
    after: { status: end.status, error_code: code, ...counts },
    notify: {
      userIds: [...new Set([row.user_id, ...watchers])],
      category: 'LEAD',
      params: { file_name: row.file_name, status: end.status, error_code: code, ...counts },
    },
  });
};
