import type { Deps } from '../deps.ts';
import { IMPORT_ROW_COUNT_MAX } from '../domain/lead-imports/shapes.ts';
import {
  isImportOpen,
  type LeadImportError,
  type LeadImportStatus,
} from '../domain/lead-imports/statuses.ts';
import { inCompany, type Committed, type Transaction } from '../platform/database.ts';
import {
  findLeadImport,
  setRowCount,
  type LeadImportRow,
} from '../queries/lead-imports/records.ts';
import {
  BATCH_LENGTH_MAX,
  BATCH_ROW_COUNT,
  batchRowCount,
  importBatch,
} from '../services/lead-imports/batch.ts';
import { isCsvError, readCsvRows } from '../services/lead-imports/csv.ts';
import { endImport } from '../services/lead-imports/facts.ts';

/** Importing the rows of a CSV file as leads. */

export interface LeadImportInput {
  companyId: number;
  importId: string;
}

/** `status` is final unless `isDone` is false. Without personal data. */
export interface LeadImportResult {
  status: LeadImportStatus | 'gone';
  isDone: boolean;
  rowOffset: number;
  rowCount: number;
}

type LeadImportDeps = Pick<Deps, 'database' | 'files'> & {
  announce: (committed: Committed) => void;
};

/** Rows of one call: so a call is short, and few calls are needed. */
const CALL_ROW_COUNT_MAX = 10 * BATCH_ROW_COUNT;

export const createLeadImportActivities = (deps: LeadImportDeps) => ({
  /**
   * Counts the rows of the file, for the progress that people see. Errors: `unavailable` (retryable).
   * Twice: the same count. A file that can't be read fails its import.
   */
  async countLeadImportRows(input: LeadImportInput): Promise<LeadImportResult> {
    const row = await findImport(deps, input);
    if (!row || !isImportOpen(row.status) || row.row_count !== null) return resultOf(row);
    let rowCount = 0;
    const failure = await readRows(deps, input, row, 0, () => {
      rowCount += 1;
      return rowCount <= IMPORT_ROW_COUNT_MAX;
    });
    // An unreadable part is found again by the import, after the rows before it.
    if (failure === 'file_gone') return failImport(deps, input, failure);
    if (rowCount > IMPORT_ROW_COUNT_MAX) return failImport(deps, input, 'too_many_rows');
    await work(deps, input, row, (tx) => setRowCount(tx, { id: row.id, rowCount }));
    return resultOf(await findImport(deps, input));
  },

  /**
   * Imports the next rows, at most 10,000, in transactions of 1,000, or fewer long ones. Out: how far the import is. Errors:
   * `unavailable` (retryable).
   * Twice: continues after the rows that were committed. Key: the import's `row_offset`, which moves in
   * the transaction of the rows.
   */
  async importLeadRows(input: LeadImportInput): Promise<LeadImportResult> {
    const row = await findImport(deps, input);
    if (!row || !isImportOpen(row.status)) return resultOf(row);
    const rowCountMax = await work(deps, input, row, batchRowCount);
    let offset = row.row_offset;
    let rows: string[][] = [];
    let length = 0;
    let isStopped = false;
    const flush = async (isLast: boolean): Promise<void> => {
      const batch = { importId: row.id, offset, rows, isLast };
      const result = await work(deps, input, row, (tx) => importBatch(tx, batch));
      isStopped = result.kind !== 'imported';
      offset += rows.length;
      rows = [];
      length = 0;
    };
    const failure = await readRows(deps, input, row, offset, async (cells) => {
      // The batch is imported when the next row is known: then it is not the last.
      if (rows.length === rowCountMax || length >= BATCH_LENGTH_MAX) await flush(false);
      rows.push(cells);
      length += cells.reduce((sum, cell) => sum + cell.length, 0);
      return !isStopped && offset - row.row_offset < CALL_ROW_COUNT_MAX;
    });
    if (failure === 'file_gone') return failImport(deps, input, failure);
    if (failure === 'unreadable') {
      if (!isStopped && rows.length > 0) await flush(false);
      return failImport(deps, input, failure);
    }
    const isCallFull = offset - row.row_offset >= CALL_ROW_COUNT_MAX;
    if (!isStopped && !isCallFull) await flush(true);
    return resultOf(await findImport(deps, input));
  },

  /** Ends the import of a run that can't go on. Twice: an import that has ended stays as it is. */
  async failLeadImport(input: LeadImportInput): Promise<LeadImportResult> {
    return failImport(deps, input, 'run_ended');
  },
});

export type LeadImportActivities = ReturnType<typeof createLeadImportActivities>;

/** The importer is the actor: audit trail and history name who imported. */
const work = <T>(
  { database, announce }: LeadImportDeps,
  { companyId }: LeadImportInput,
  { user_id: userId }: Pick<LeadImportRow, 'user_id'>,
  run: (tx: Transaction) => Promise<T>,
): Promise<T> => inCompany(database, { companyId, userId }, run, announce);

const findImport = (
  { database }: LeadImportDeps,
  { companyId, importId }: LeadImportInput,
): Promise<LeadImportRow | undefined> =>
  inCompany(database, { companyId, userId: null }, (tx) => findLeadImport(tx, { id: importId }));

/** Reads rows until `take` gives false. Out: why it ended early; undefined if it did not. */
const readRows = async (
  { files }: LeadImportDeps,
  { companyId }: LeadImportInput,
  { file_hash: sha256, format }: LeadImportRow,
  offset: number,
  take: (cells: string[]) => boolean | Promise<boolean>,
): Promise<Extract<LeadImportError, 'file_gone' | 'unreadable'> | undefined> => {
  const file = await files.get({ companyId, sha256 });
  if (!file) return 'file_gone';
  const rows = readCsvRows(file.content, format, offset);
  try {
    for (;;) {
      const next = await nextRow(rows);
      if (next === 'unreadable') return next;
      if (next.done === true || !(await take(next.value))) return undefined;
    }
  } finally {
    await rows.return(undefined);
  }
};

const nextRow = async (
  rows: AsyncGenerator<string[]>,
): Promise<IteratorResult<string[]> | 'unreadable'> => {
  try {
    return await rows.next();
  } catch (error) {
    if (isCsvError(error)) return 'unreadable';
    throw error;
  }
};

const failImport = async (
  deps: LeadImportDeps,
  input: LeadImportInput,
  code: LeadImportError,
): Promise<LeadImportResult> => {
  const { database, announce } = deps;
  await inCompany(
    database,
    { companyId: input.companyId, userId: null },
    async (tx) => {
      const row = await findLeadImport(tx, { id: input.importId, isLocked: true });
      if (row && isImportOpen(row.status)) await endImport(tx, row, { status: 'failed', code });
    },
    announce,
  );
  return resultOf(await findImport(deps, input));
};

const resultOf = (row: LeadImportRow | undefined): LeadImportResult => ({
  status: row?.status ?? 'gone',
  isDone: row === undefined || !isImportOpen(row.status),
  rowOffset: row?.row_offset ?? 0,
  rowCount: row?.row_count ?? 0,
});
