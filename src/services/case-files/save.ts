import {
  caseFileCreated,
  caseFileDeleted,
  caseFileRestored,
  caseFilesListed,
} from '../../domain/case-files/events.ts';
import { CASE_FILE_COUNT_MAX, FILE_RESTORE_DAYS } from '../../domain/case-files/shapes.ts';
import type { ScanState } from '../../domain/case-files/states.ts';
import { AppError, notFound } from '../../errors.ts';
import { caseFileWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  countCaseFiles,
  findCaseFile,
  insertCaseFile,
  setFileDeleted,
  type CaseFileRow,
} from '../../queries/case-files/records.ts';
import { touchCase, type CaseRow } from '../../queries/cases/records.ts';
import { aboutCase, CASE_CATEGORY } from '../cases/facts.ts';
import { whoSeeCase } from '../cases/recipients.ts';
import { notifyOthers } from '../shared/notify-others.ts';
import { claimFile } from '../shared/stored-files.ts';
import type { StoredUpload } from '../shared/uploads.ts';
import { fileFacts } from './facts.ts';

/** Files of a case: add, delete, restore. Changes are under the lock of the case. */

/** Errors: `conflict` for a case with too many files. */
export const limitCaseFiles = async (tx: Transaction, caseId: number): Promise<void> => {
  if ((await countCaseFiles(tx, caseId)) < CASE_FILE_COUNT_MAX) return;
  throw new AppError('conflict', `a case has ${CASE_FILE_COUNT_MAX} files at most`);
};

interface AddFileInput {
  userId: number;
  stored: StoredUpload;
  /** The file store has it, though an older copy was removed (`isFileDoubtful`). */
  isSeen: boolean;
  /** `pending`: it is in quarantine until it is scanned. */
  scanState: Extract<ScanState, 'pending' | 'not_scanned'>;
}

/** The next version of its name. Errors: `conflict`, `unavailable`. */
export const addCaseFile = async (
  tx: Transaction,
  row: CaseRow,
  { userId, stored, isSeen, scanState }: AddFileInput,
): Promise<CaseFileRow> => {
  await limitCaseFiles(tx, row.id);
  await claimFile(tx, { sha256: stored.sha256, isSeen });
  const { fileName: name, ...content } = stored;
  const id = await insertCaseFile(tx, {
    ...content,
    name,
    caseId: row.id,
    uploadedBy: userId,
    scanState,
  });
  await touchCase(tx, row.id);
  const file = await requireCaseFile(tx, id);
  tx.emit(caseFileCreated, {
    ...aboutCase(row),
    after: fileFacts(file),
    ...notifyOthers(tx, {
      category: CASE_CATEGORY,
      userIds: await whoSeeCase(tx, row, [row.assigned_to]),
      params: { reference: row.reference, file: file.name },
    }),
  });
  startCaseFileRun(tx, id);
  return file;
};

/** Twice: one run, because its id is the file's. */
export const startCaseFileRun = (tx: Transaction, fileId: number): void =>
  tx.command({
    workflowId: caseFileWorkflowId(fileId),
    operation: 'start',
    name: 'caseFileWorkflow',
    input: { companyId: tx.actor.companyId, fileId },
    subject: `case_file/${fileId}`,
  });

/** In: a file under its lock. Its content goes when it can't be restored any more. */
export const removeCaseFile = async (
  tx: Transaction,
  row: CaseRow,
  file: CaseFileRow,
): Promise<void> => {
  await setFileDeleted(tx, { id: file.id, isDeleted: true });
  await touchCase(tx, row.id);
  tx.emit(caseFileDeleted, { ...aboutCase(row), before: fileFacts(file) });
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** In: a file under its lock. Twice: changes nothing. Errors: `conflict` if it was deleted too long ago. */
export const restoreCaseFile = async (
  tx: Transaction,
  row: CaseRow,
  { file, now }: { file: CaseFileRow; now: Date },
): Promise<CaseFileRow> => {
  if (file.deleted_at === null) {
    tx.emit(caseFilesListed, { subjectId: row.id, after: { file_ids: [file.id] } });
    return file;
  }
  const isLate = now.getTime() - file.deleted_at.getTime() > FILE_RESTORE_DAYS * DAY_MS;
  if (isLate || file.file_state !== 'kept') {
    throw new AppError('conflict', `a file can be restored for ${FILE_RESTORE_DAYS} days`);
  }
  await setFileDeleted(tx, { id: file.id, isDeleted: false });
  await touchCase(tx, row.id);
  const after = await requireCaseFile(tx, file.id);
  tx.emit(caseFileRestored, { ...aboutCase(row), after: fileFacts(after) });
  return after;
};

const requireCaseFile = async (tx: Transaction, id: number): Promise<CaseFileRow> => {
  const row = await findCaseFile(tx, { id });
  if (!row) throw notFound('case file');
  return row;
};
