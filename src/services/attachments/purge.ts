import { attachmentPurged } from '../../domain/attachments/events.ts';
import { UNSENT_UPLOAD_DAYS } from '../../domain/attachments/shapes.ts';
import type { Deps } from '../../deps.ts';
import { inCompany, type Committed, type Transaction } from '../../platform/database.ts';
import {
  deleteUpload,
  findUnsentUpload,
  setUploadState,
  type ExpiredUploadRow,
} from '../../queries/attachments/expired.ts';
import { listFileStates, lockFileToRemove } from '../../queries/shared/stored-files.ts';

/** Files that were uploaded for a reply and never sent. */

interface PurgeDeps extends Pick<Deps, 'database' | 'files' | 'clock'> {
  announce: (committed: Committed) => void;
}

/**
 * Removes an upload, then its file unless another row names it. Its row stays for a day as a trace, for an upload of
 * the same content that comes meanwhile. Twice: nothing is left. If the process dies before the file is removed, a
 * later call removes it.
 */
export const purgeUpload = async (
  { database, files, clock, announce }: PurgeDeps,
  { company_id: companyId, attachment_id: id }: ExpiredUploadRow,
): Promise<void> => {
  const actor = { companyId, userId: null };
  const sha256 = await inCompany(
    database,
    actor,
    (tx) => beginPurge(tx, { id, nowMs: clock.now().getTime() }),
    announce,
  );
  if (sha256 === null) return;
  await files.remove({ companyId, sha256 });
  await inCompany(database, actor, (tx) => setUploadState(tx, { id, state: 'removed' }));
};

const DAY_MS = 24 * 60 * 60 * 1000;
/** Another process removes the file: longer than that takes. */
const REMOVAL_MS = 10 * 60 * 1000;

/** Out: the file to remove; null if there is none. */
const beginPurge = async (
  tx: Transaction,
  { id, nowMs }: { id: number; nowMs: number },
): Promise<string | null> => {
  const found = await findUnsentUpload(tx, { id });
  if (!found) return null;
  await lockFileToRemove(tx, found.sha256);
  const row = await findUnsentUpload(tx, { id, isLocked: true });
  if (!row) return null;
  const ageMs = nowMs - (row.file_state === 'kept' ? row.created_at : row.file_state_at).getTime();
  if (row.file_state === 'removed') {
    if (ageMs >= DAY_MS) await deleteUpload(tx, id);
    return null;
  }
  if (ageMs < (row.file_state === 'kept' ? UNSENT_UPLOAD_DAYS * DAY_MS : REMOVAL_MS)) return null;
  await setUploadState(tx, { id, state: 'removing' });
  if (row.file_state === 'kept') {
    tx.emit(attachmentPurged, {
      subjectId: id,
      before: { conversation_id: row.conversation_id, sha256: row.sha256 },
    });
  }
  const states = await listFileStates(tx, row.sha256);
  if (!states.includes('kept')) return row.sha256;
  await setUploadState(tx, { id, state: 'removed' });
  return null;
};
