import { HISTORY_RETENTION_DAYS } from '../../domain/shared/retention.ts';
import { isImportOpen } from '../../domain/lead-imports/statuses.ts';
import type { Deps } from '../../deps.ts';
import { inCompany, type Committed, type Transaction } from '../../platform/database.ts';
import {
  deleteImportErrors,
  setFileState,
  type ExpiredImportRow,
} from '../../queries/lead-imports/files.ts';
import { listFileStates, lockFileToRemove } from '../../queries/shared/stored-files.ts';
import { findLeadImport } from '../../queries/lead-imports/records.ts';
import { cancelImport } from './prepare.ts';

/** The files of imports are removed some time after their end. The same file may be uploaded meanwhile. */

interface PurgeDeps extends Pick<Deps, 'database' | 'files' | 'clock'> {
  announce: (committed: Committed) => void;
}

/**
 * Deletes the faulty rows and the sample of an import, then its file unless another row names it. One
 * that was never started is cancelled. Twice: nothing is left. If the process dies before the file is
 * removed, a later call removes it.
 */
export const purgeLeadImport = async (
  { database, files, clock, announce }: PurgeDeps,
  { company_id: companyId, import_id: id }: ExpiredImportRow,
): Promise<void> => {
  const actor = { companyId, userId: null };
  const sha256 = await inCompany(
    database,
    actor,
    (tx) => beginPurge(tx, { id, now: clock.now() }),
    announce,
  );
  if (sha256 === null) return;
  await files.remove({ companyId, sha256 });
  await inCompany(database, actor, (tx) => setFileState(tx, { id, state: 'removed' }));
};

const DAY_MS = 24 * 60 * 60 * 1000;
/** Another process removes a file: longer than that takes. */
const REMOVAL_MS = 10 * 60 * 1000;

/** Out: the file to remove; null if there is none. */
const beginPurge = async (
  tx: Transaction,
  { id, now }: { id: string; now: Date },
): Promise<string | null> => {
  const found = await findLeadImport(tx, { id });
  if (!found) return null;
  await lockFileToRemove(tx, found.file_hash);
  const row = await findLeadImport(tx, { id, isLocked: true });
  if (!row || isImportOpen(row.status) || row.file_state === 'removed') return null;
  const keptMs = row.file_state === 'kept' ? HISTORY_RETENTION_DAYS * DAY_MS : REMOVAL_MS;
  if (now.getTime() - row.updated_at.getTime() < keptMs) return null;
  if (row.status === 'uploaded') await cancelImport(tx, row);
  await deleteImportErrors(tx, id);
  await setFileState(tx, { id, state: 'removing' });
  const states = await listFileStates(tx, row.file_hash);
  if (!states.includes('kept')) return row.file_hash;
  await setFileState(tx, { id, state: 'removed' });
  return null;
};
