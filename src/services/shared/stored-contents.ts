import type { Deps } from '../../deps.ts';
import { inCompany } from '../../platform/database.ts';
import type { PutFileInput, StoredFile } from '../../platform/files/contract.ts';
import {
  forgetContent,
  listOldContents,
  lockOldContent,
  noteContent,
  type ContentRow,
} from '../../queries/shared/stored-contents.ts';
import { listFileStates, lockFileToRemove } from '../../queries/shared/stored-files.ts';

/** Uploads are stored before the row that names them: the request may be refused in between, or the process die. */

const NAMED_WITHIN_HOURS = 24;

/** Stores the content of an upload, and has it purged a day later if no row names it. */
export const storeContent = (
  { database, files }: Pick<Deps, 'database' | 'files'>,
  input: Omit<PutFileInput, 'beforeStored'>,
): Promise<StoredFile> =>
  files.put({
    ...input,
    beforeStored: (stored) =>
      inCompany(database, { companyId: input.companyId, userId: null }, (tx) =>
        noteContent(tx, stored),
      ),
  });

export const listContentsToCheck = (
  database: Deps['database'],
  limit: number,
): Promise<ContentRow[]> => listOldContents(database, { hours: NAMED_WITHIN_HOURS, limit });

/**
 * Removes a content that no row names. Twice: there is nothing to remove. The row is deleted with the content: a
 * process that dies in between removes it again, and whoever stores the same content meanwhile waits.
 */
export const purgeUnnamedContent = (
  { database, files }: Pick<Deps, 'database' | 'files'>,
  { company_id: companyId, sha256 }: ContentRow,
): Promise<void> =>
  inCompany(database, { companyId, userId: null }, async (tx) => {
    if (!(await lockOldContent(tx, { sha256, hours: NAMED_WITHIN_HOURS }))) return;
    await lockFileToRemove(tx, sha256);
    const states = await listFileStates(tx, sha256);
    if (states.includes('removing')) return;
    if (!states.includes('kept')) await files.remove({ companyId, sha256 });
    await forgetContent(tx, { sha256 });
  });
