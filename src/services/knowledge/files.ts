import type { Deps } from '../../deps.ts';
import { inCompany, type Transaction } from '../../platform/database.ts';
import {
  findKnowledgeImport,
  setDocumentFileState,
  type ExpiredDocumentRow,
} from '../../queries/knowledge/imports.ts';
import { listFileStates, lockFileToRemove } from '../../queries/shared/stored-files.ts';

/** The file of an imported document is removed some time after the import. The article stays. */

/**
 * Removes the file of a document unless another row names it. Twice: nothing is left. If the process dies before the file
 * is removed, a later call removes it.
 */
export const purgeKnowledgeFile = async (
  { database, files }: Pick<Deps, 'database' | 'files'>,
  { company_id: companyId, import_id: importId, position }: ExpiredDocumentRow,
): Promise<void> => {
  const actor = { companyId, userId: null };
  const document = { importId, position };
  const sha256 = await inCompany(database, actor, (tx) => beginPurge(tx, document));
  if (sha256 === null) return;
  await files.remove({ companyId, sha256 });
  await inCompany(database, actor, (tx) =>
    setDocumentFileState(tx, { ...document, state: 'removed' }),
  );
};

/** Out: the file to remove; null if there is none. */
const beginPurge = async (
  tx: Transaction,
  { importId, position }: { importId: string; position: number },
): Promise<string | null> => {
  const fileHash = (await findDocument(tx, importId, position, false))?.file_hash;
  if (fileHash === undefined) return null;
  await lockFileToRemove(tx, fileHash);
  const document = await findDocument(tx, importId, position, true);
  if (document === undefined || document.file_state === 'removed') return null;
  await setDocumentFileState(tx, { importId, position, state: 'removing' });
  const states = await listFileStates(tx, fileHash);
  if (!states.includes('kept')) return fileHash;
  await setDocumentFileState(tx, { importId, position, state: 'removed' });
  return null;
};

const findDocument = async (
  tx: Transaction,
  importId: string,
  position: number,
  isLocked: boolean,
) =>
  (await findKnowledgeImport(tx, { id: importId, isLocked }))?.documents.find(
    (document) => document.position === position,
  );
