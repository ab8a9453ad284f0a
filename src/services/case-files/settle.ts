import {
  caseFileInfected,
  caseFileScanned,
  caseFileTextSettled,
} from '../../domain/case-files/events.ts';
import {
  isReleased,
  isTextOpen,
  type ScanFailure,
  type ScanState,
  type TextError,
  type TextState,
} from '../../domain/case-files/states.ts';
import type { Transaction } from '../../platform/database.ts';
import { setCaseFileState } from '../../queries/case-files/expired.ts';
import {
  findCaseFile,
  setScanState,
  setTextState,
  type CaseFileRow,
} from '../../queries/case-files/records.ts';
import { deleteFileText, insertFileText } from '../../queries/case-files/texts.ts';
import { touchCase, type CaseRow } from '../../queries/cases/records.ts';
import { listOwners } from '../../queries/mailboxes/health.ts';
import { listFileStates, lockFileToRemove } from '../../queries/shared/stored-files.ts';
import { aboutCase, CASE_CATEGORY } from '../cases/facts.ts';
import { whoSeeCase } from '../cases/recipients.ts';
import { fileFacts, lockCaseOf } from './facts.ts';

/** What became of a scan, and of reading a text. A deleted file is settled as well: it may be restored. */

export type ScanOutcome =
  | { kind: 'clean' }
  | { kind: 'not_scanned' }
  | { kind: 'infected'; finding: string }
  | { kind: 'failed'; code: ScanFailure };

/** `toRemove`: the stored content that no row names any more. */
export interface SettledScan {
  state: ScanState | 'gone';
  toRemove: string | null;
}

/** Twice: it is settled already, so nothing changes. Key: `scan_state`. */
export const settleScan = async (
  tx: Transaction,
  fileId: number,
  outcome: ScanOutcome,
): Promise<SettledScan> => {
  const locked = await lockToSettle(tx, fileId, { isRemoval: outcome.kind === 'infected' });
  if (!locked) return { state: 'gone', toRemove: null };
  const { row, file } = locked;
  if (!isScanOpen(file)) return { state: file.scan_state, toRemove: null };
  const detail = detailOf(outcome);
  // Files that nothing scans are not touched again: most installations have no scanner.
  if (outcome.kind === file.scan_state) return { state: file.scan_state, toRemove: null };
  await setScanState(tx, { id: file.id, state: outcome.kind, detail });
  if (outcome.kind === 'infected') {
    await tellOfInfection(tx, { row, file, finding: outcome.finding });
    return { state: 'infected', toRemove: await beginRemoval(tx, file) };
  }
  tx.emit(caseFileScanned, {
    ...aboutCase(row),
    before: { file_id: file.id, scan_state: file.scan_state },
    after: { file_id: file.id, scan_state: outcome.kind, scan_detail: detail },
  });
  return { state: outcome.kind, toRemove: null };
};

/** A worker with a scanner also scans what an api without one has taken. */
export const isScanOpen = (file: Pick<CaseFileRow, 'scan_state' | 'file_state'>): boolean =>
  file.file_state === 'kept' &&
  (file.scan_state === 'pending' || file.scan_state === 'not_scanned');

const detailOf = (outcome: ScanOutcome): string | null => {
  switch (outcome.kind) {
    case 'infected':
      return outcome.finding;
    case 'failed':
      return outcome.code;
    case 'clean':
    case 'not_scanned':
      return null;
  }
};

const tellOfInfection = async (
  tx: Transaction,
  { row, file, finding }: { row: CaseRow; file: CaseFileRow; finding: string },
): Promise<void> => {
  await deleteFileText(tx, file.id);
  await touchCase(tx, row.id);
  tx.emit(caseFileInfected, {
    ...aboutCase(row),
    before: { file_id: file.id, scan_state: file.scan_state },
    after: { ...fileFacts(file), scan_state: 'infected', scan_detail: finding },
    notify: {
      userIds: await whoSeeCase(tx, row, [
        file.uploaded_by,
        row.assigned_to,
        ...(await listOwners(tx)),
      ]),
      category: CASE_CATEGORY,
      params: { reference: row.reference, file: file.name, finding },
    },
  });
};

/** Out: the content to remove; null while another row names it. */
const beginRemoval = async (tx: Transaction, file: CaseFileRow): Promise<string | null> => {
  const states = await listFileStates(tx, file.sha256);
  if (!states.includes('kept')) return file.sha256;
  await setCaseFileState(tx, { id: file.id, state: 'removed' });
  return null;
};

/** Out: the file to read; undefined if it is read, or is not to be read. */
export const beginText = async (
  tx: Transaction,
  fileId: number,
): Promise<CaseFileRow | undefined> => {
  const file = await findCaseFile(tx, { id: fileId, withDeleted: true, isLocked: true });
  if (!file || !isTextToRead(file)) return undefined;
  await setTextState(tx, { id: file.id, state: 'running', error: null });
  return file;
};

export type TextOutcome =
  | { kind: 'read'; text: string; isCut: boolean }
  | { kind: 'none' }
  | { kind: 'failed'; code: TextError };

/** Twice: it is settled already, so nothing changes. Key: `text_state`. Out: the state now. */
export const settleText = async (
  tx: Transaction,
  fileId: number,
  outcome: TextOutcome,
): Promise<TextState | 'gone'> => {
  const locked = await lockToSettle(tx, fileId, { isRemoval: false });
  if (!locked) return 'gone';
  const { row, file } = locked;
  if (!isTextToRead(file)) return file.text_state;
  const state = outcome.kind === 'read' ? 'done' : outcome.kind;
  const error = outcome.kind === 'failed' ? outcome.code : null;
  await setTextState(tx, { id: file.id, state, error });
  if (outcome.kind === 'read') {
    const { text, isCut } = outcome;
    await insertFileText(tx, { fileId: file.id, caseId: file.case_id, text, isCut });
    await touchCase(tx, row.id);
  }
  tx.emit(caseFileTextSettled, aboutCase(row));
  return state;
};

export const isTextToRead = (file: CaseFileRow): boolean =>
  file.file_state === 'kept' && isReleased(file.scan_state) && isTextOpen(file.text_state);

/** In the order of `lockCaseOf`. Undefined: there is no such file. */
const lockToSettle = async (
  tx: Transaction,
  fileId: number,
  { isRemoval }: { isRemoval: boolean },
): Promise<{ row: CaseRow; file: CaseFileRow } | undefined> => {
  const found = await findCaseFile(tx, { id: fileId, withDeleted: true });
  const row = found && (await lockCaseOf(tx, found));
  if (!found || !row) return undefined;
  if (isRemoval) await lockFileToRemove(tx, found.sha256);
  const file = await findCaseFile(tx, { id: fileId, withDeleted: true, isLocked: true });
  return file && { row, file };
};
