import { caseFileInfected } from '../../domain/case-files/events.ts';
import type { Transaction } from '../../platform/database.ts';
import { setCaseFileState } from '../../queries/case-files/expired.ts';
import {
  findCaseFile,
  listSameContent,
  setScanState,
  type CaseFileRow,
} from '../../queries/case-files/records.ts';
import { deleteFileText } from '../../queries/case-files/texts.ts';
import { touchCase, type CaseRow } from '../../queries/cases/records.ts';
import { listOwners } from '../../queries/mailboxes/health.ts';
import { listFileStates, lockFileToRemove } from '../../queries/shared/stored-files.ts';
import { aboutCase, CASE_CATEGORY } from '../cases/facts.ts';
import { whoSeeCase } from '../cases/recipients.ts';
import { fileFacts, lockCaseOf } from './facts.ts';
import { isScanOpen } from './settle.ts';

/**
 * What the scanner found in one file is in each file of the company with the same content, also where an older scan said
 * clean. Attachments of conversations are not: no scanner looks at mails (ADR 0031).
 */

/** The others follow in further steps, the scanned file in the last one: if the process dies, it is scanned again. */
export const INFECTED_PER_STEP_MAX = 200;

export interface Infection {
  isDone: boolean;
  /** Files whose content is to be removed: no other row names it. */
  toRemove: number[];
}

const NOTHING: Infection = { isDone: true, toRemove: [] };

/** Twice: it is settled already, so nothing changes. Key: `scan_state`. */
export const settleInfection = async (
  tx: Transaction,
  { fileId, sha256, finding }: { fileId: number; sha256: string; finding: string },
): Promise<Infection> => {
  const content = { sha256, exceptId: fileId, limit: INFECTED_PER_STEP_MAX };
  const scanned = await findCaseFile(tx, { id: fileId, withDeleted: true });
  if (!scanned) return NOTHING;
  const found = await listSameContent(tx, content);
  const cases = await lockCases(tx, [scanned, ...found]);
  await lockFileToRemove(tx, sha256);
  const file = await findCaseFile(tx, { id: fileId, withDeleted: true, isLocked: true });
  if (!file || !isScanOpen(file)) return NOTHING;
  // What came meanwhile waits for its own scan: its case is not locked.
  const same = (await listSameContent(tx, { ...content, isLocked: true })).filter((one) =>
    cases.has(one.case_id),
  );
  const isDone = found.length < INFECTED_PER_STEP_MAX;
  const infected = isDone ? [file, ...same] : same;
  for (const row of cases.values()) {
    await infect(tx, { row, finding, files: infected.filter((one) => one.case_id === row.id) });
  }
  return { isDone, toRemove: await beginRemoval(tx, { sha256, infected }) };
};

/** By id: so two scans lock them in the same order. */
const lockCases = async (
  tx: Transaction,
  files: readonly CaseFileRow[],
): Promise<Map<number, CaseRow>> => {
  const cases = new Map<number, CaseRow>();
  const ids = new Set(files.map((file) => file.case_id));
  for (const id of [...ids].toSorted((one, other) => one - other)) {
    const row = await lockCaseOf(tx, { case_id: id });
    if (row) cases.set(id, row);
  }
  return cases;
};

/** People of a case are told once, of its first file. */
const infect = async (
  tx: Transaction,
  { row, files, finding }: { row: CaseRow; files: readonly CaseFileRow[]; finding: string },
): Promise<void> => {
  if (files.length === 0) return;
  await touchCase(tx, row.id);
  const uploaders = files.map((file) => file.uploaded_by);
  const userIds = await whoSeeCase(tx, row, [
    ...uploaders,
    row.assigned_to,
    ...(await listOwners(tx)),
  ]);
  for (const [index, file] of files.entries()) {
    await setScanState(tx, { id: file.id, state: 'infected', detail: finding });
    await deleteFileText(tx, file.id);
    tx.emit(caseFileInfected, {
      ...aboutCase(row),
      before: { file_id: file.id, scan_state: file.scan_state },
      after: { ...fileFacts(file), scan_state: 'infected', scan_detail: finding },
      ...(index === 0 && {
        notify: {
          userIds,
          category: CASE_CATEGORY,
          params: { reference: row.reference, file: file.name, finding },
        },
      }),
    });
  }
};

/** Out: the files whose content is to be removed; none while another row names it. */
const beginRemoval = async (
  tx: Transaction,
  { sha256, infected }: { sha256: string; infected: readonly CaseFileRow[] },
): Promise<number[]> => {
  const states = await listFileStates(tx, sha256);
  if (!states.includes('kept')) return infected.map((file) => file.id);
  for (const { id } of infected) await setCaseFileState(tx, { id, state: 'removed' });
  return [];
};
