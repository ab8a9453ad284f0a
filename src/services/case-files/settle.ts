import { caseFileScanned, caseFileTextSettled } from '../../domain/case-files/events.ts';
import {
  isReleased,
  isTextOpen,
  type ScanFailure,
  type TextError,
  type TextState,
} from '../../domain/case-files/states.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findCaseFile,
  setScanState,
  setTextState,
  type CaseFileRow,
} from '../../queries/case-files/records.ts';
import { insertFileText } from '../../queries/case-files/texts.ts';
import { touchCase, type CaseRow } from '../../queries/cases/records.ts';
import { aboutCase } from '../cases/facts.ts';
import { lockCaseOf } from './facts.ts';

/** What became of a scan, and of reading a text. A deleted file is settled as well: it may be restored. */

/** An infected one is settled by `settleInfection`. */
export type ScanOutcome =
  { kind: 'clean' } | { kind: 'not_scanned' } | { kind: 'failed'; code: ScanFailure };

/** Twice: it is settled already, so nothing changes. Key: `scan_state`. */
export const settleScan = async (
  tx: Transaction,
  fileId: number,
  outcome: ScanOutcome,
): Promise<void> => {
  const locked = await lockToSettle(tx, fileId);
  if (!locked) return;
  const { row, file } = locked;
  // Files that nothing scans are not touched again: most installations have no scanner.
  if (!isScanOpen(file) || outcome.kind === file.scan_state) return;
  const detail = outcome.kind === 'failed' ? outcome.code : null;
  await setScanState(tx, { id: file.id, state: outcome.kind, detail });
  tx.emit(caseFileScanned, {
    ...aboutCase(row),
    before: { file_id: file.id, scan_state: file.scan_state },
    after: { file_id: file.id, scan_state: outcome.kind, scan_detail: detail },
  });
};

/** A worker with a scanner also scans what an api without one has taken. */
export const isScanOpen = (file: Pick<CaseFileRow, 'scan_state' | 'file_state'>): boolean =>
  file.file_state === 'kept' &&
  (file.scan_state === 'pending' || file.scan_state === 'not_scanned');

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
  const locked = await lockToSettle(tx, fileId);
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
): Promise<{ row: CaseRow; file: CaseFileRow } | undefined> => {
  const found = await findCaseFile(tx, { id: fileId, withDeleted: true });
  const row = found && (await lockCaseOf(tx, found));
  if (!found || !row) return undefined;
  const file = await findCaseFile(tx, { id: fileId, withDeleted: true, isLocked: true });
  return file && { row, file };
};
