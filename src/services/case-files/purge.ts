import type { Deps } from '../../deps.ts';
import { caseFilePurged } from '../../domain/case-files/events.ts';
import { FILE_RESTORE_DAYS } from '../../domain/case-files/shapes.ts';
import { inCompany, type Committed, type Transaction } from '../../platform/database.ts';
import {
  findExpiringFile,
  forgetName,
  setCaseFileState,
  type FileKeyRow,
} from '../../queries/case-files/expired.ts';
import { deleteFileText } from '../../queries/case-files/texts.ts';
import { listFileStates, lockFileToRemove } from '../../queries/shared/stored-files.ts';
import { lockCaseOf } from './facts.ts';

/** Files that can't be restored any more, alone or with their case, and the content of infected ones. */

interface PurgeDeps extends Pick<Deps, 'database' | 'files' | 'clock'> {
  announce: (committed: Committed) => void;
}

/**
 * Removes the text, the name and the content of a file; the content stays while another row names it. The row stays as a
 * trace. Twice: nothing is left. If the process dies before the content is removed, a later call removes it.
 */
export const purgeCaseFile = async (
  deps: PurgeDeps,
  { company_id: companyId, file_id: id }: FileKeyRow,
): Promise<void> => {
  const { database, clock, announce } = deps;
  const sha256 = await inCompany(
    database,
    { companyId, userId: null },
    (tx) => beginPurge(tx, { id, nowMs: clock.now().getTime() }),
    announce,
  );
  if (sha256 !== null) await removeContent(deps, { companyId, id, sha256 });
};

/** Of a file that is `removing`. Twice: there is nothing to remove. */
export const removeContent = async (
  { database, files }: Pick<Deps, 'database' | 'files'>,
  { companyId, id, sha256 }: { companyId: number; id: number; sha256: string },
): Promise<void> => {
  await files.remove({ companyId, sha256 });
  await inCompany(database, { companyId, userId: null }, (tx) =>
    setCaseFileState(tx, { id, state: 'removed' }),
  );
};

const DAY_MS = 24 * 60 * 60 * 1000;
/** Another process removes the content: longer than that takes. */
const REMOVAL_MS = 10 * 60 * 1000;

/** Out: the content to remove; null if there is none. */
const beginPurge = async (
  tx: Transaction,
  { id, nowMs }: { id: number; nowMs: number },
): Promise<string | null> => {
  const found = await findExpiringFile(tx, { id });
  if (!found) return null;
  // Its case may be restored at this moment. In the order of `lockCaseOf`.
  await lockCaseOf(tx, found);
  await lockFileToRemove(tx, found.sha256);
  const row = await findExpiringFile(tx, { id, isLocked: true });
  if (!row || !isDue(row, nowMs)) return null;
  if (row.file_state === 'kept') {
    await deleteFileText(tx, id);
    await forgetName(tx, id);
    tx.emit(caseFilePurged, {
      subjectId: row.case_id,
      before: { file_id: id, sha256: row.sha256 },
    });
  }
  await setCaseFileState(tx, { id, state: 'removing' });
  const states = await listFileStates(tx, row.sha256);
  if (!states.includes('kept')) return row.sha256;
  await setCaseFileState(tx, { id, state: 'removed' });
  return null;
};

type Expiring = NonNullable<Awaited<ReturnType<typeof findExpiringFile>>>;

const isDue = (row: Expiring, nowMs: number): boolean => {
  switch (row.file_state) {
    case 'kept':
      return (
        row.deleted_at !== null && nowMs - row.deleted_at.getTime() >= FILE_RESTORE_DAYS * DAY_MS
      );
    case 'removing':
      return nowMs - row.file_state_at.getTime() >= REMOVAL_MS;
    case 'removed':
      return false;
  }
};
