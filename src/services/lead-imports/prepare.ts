import {
  leadImportCancelled,
  leadImportMapped,
  leadImportReformatted,
  leadImportStarted,
} from '../../domain/lead-imports/events.ts';
import { sortRows, type ImportDuplicates } from '../../domain/lead-imports/duplicates.ts';
import type { ColumnTarget } from '../../domain/lead-imports/mapping.ts';
import { readRow, type ReadRow } from '../../domain/lead-imports/rows.ts';
import { isImportOpen } from '../../domain/lead-imports/statuses.ts';
import {
  OPEN_IMPORT_COUNT_MAX,
  UPLOADS_PER_DAY_MAX,
  type ImportFormat,
} from '../../domain/lead-imports/shapes.ts';
import { rowErrorWords } from '../../domain/lead-imports/words.ts';
import type { Locale } from '../../domain/companies/shapes.ts';
import { fault, type Fault } from '../../domain/shared/faults.ts';
import { AppError, invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  countOpenImports,
  countUploadsSince,
  setFormat,
  setImportStatus,
  setMapping,
  type LeadImportRow,
} from '../../queries/lead-imports/records.ts';
import { findKnownLeads } from '../../queries/lead-imports/rows.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import { statusesOf } from '../lead-statuses.ts';
import { rowNumberOf } from './batch.ts';
import { importAudience, startImportRun } from './facts.ts';

/** Uploads of a company; mapping, start and cancel of an import, under its lock. */

const DAY_MS = 24 * 60 * 60 * 1000;
const RETRY_AFTER_SECONDS = 60 * 60;

/** One transaction of a company at a time counts, until its commit. Errors: `rate_limited`. */
export const limitUploads = async (tx: Transaction, now: Date): Promise<void> => {
  await lockSetting(tx, 'lead_imports');
  const count = await countUploadsSince(tx, new Date(now.getTime() - DAY_MS));
  if (count < UPLOADS_PER_DAY_MAX) return;
  throw new AppError('rate_limited', `${UPLOADS_PER_DAY_MAX} files were uploaded within 24 hours`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
};

/** The mapping stays if the columns have the same names. Errors: `conflict` once it was started. */
export const reformatImport = async (
  tx: Transaction,
  row: LeadImportRow,
  format: ImportFormat,
): Promise<void> => {
  requireUploaded(row);
  const isMappingKept = JSON.stringify(format.header) === JSON.stringify(row.format.header);
  await setFormat(tx, { id: row.id, format, isMappingKept });
  const readAs = ({ encoding, delimiter }: ImportFormat) => ({ encoding, delimiter });
  tx.emit(leadImportReformatted, {
    subjectId: row.id,
    audience: importAudience(row),
    before: readAs(row.format),
    after: readAs(format),
  });
};

/** Errors: `conflict` once it was started; `validation_failed` for columns that do not fit the file. */
export const mapImport = async (
  tx: Transaction,
  row: LeadImportRow,
  input: {
    columns: readonly ColumnTarget[];
    callCentreId: number | null;
    duplicates: ImportDuplicates;
  },
): Promise<void> => {
  requireUploaded(row);
  const faults = columnFaults(input.columns, row.format.header);
  if (faults.length > 0) throw invalid(faults);
  await setMapping(tx, { id: row.id, ...input });
  tx.emit(leadImportMapped, {
    subjectId: row.id,
    audience: importAudience({ ...row, call_centre_id: input.callCentreId }),
    before: {
      columns: row.mapping,
      call_centre_id: row.call_centre_id,
      duplicates: row.duplicates,
    },
    after: {
      columns: input.columns,
      call_centre_id: input.callCentreId,
      duplicates: input.duplicates,
    },
  });
};

/**
 * Errors: `conflict` without a mapping, once it has ended, or while many others of the company are under way.
 * Twice: it is started already.
 */
export const startImport = async (tx: Transaction, row: LeadImportRow): Promise<void> => {
  if (isImportOpen(row.status)) return;
  requireUploaded(row);
  if (row.mapping === null) throw new AppError('conflict', 'say first what the columns are');
  await lockSetting(tx, 'lead_imports');
  if ((await countOpenImports(tx)) >= OPEN_IMPORT_COUNT_MAX) {
    throw new AppError(
      'conflict',
      `${OPEN_IMPORT_COUNT_MAX} imports are under way: wait until one of them has ended`,
    );
  }
  await setImportStatus(tx, { id: row.id, status: 'waiting' });
  tx.emit(leadImportStarted, { subjectId: row.id, audience: importAudience(row) });
  startImportRun(tx, row.id);
};

/**
 * The batch that is under way is finished first: it holds the lock. Its run finds the import cancelled, and
 * ends. Errors: `conflict` once it has ended. Twice: it is cancelled already.
 */
export const cancelImport = async (tx: Transaction, row: LeadImportRow): Promise<void> => {
  if (row.status === 'cancelled') return;
  if (row.status === 'succeeded' || row.status === 'failed') {
    throw new AppError('conflict', `an import that is ${row.status} can't be cancelled`);
  }
  await setImportStatus(tx, { id: row.id, status: 'cancelled' });
  tx.emit(leadImportCancelled, {
    subjectId: row.id,
    audience: importAudience(row),
    before: { status: row.status },
    after: { status: 'cancelled', row_offset: row.row_offset },
  });
};

/** The first rows as they would be imported, with their errors in the caller's language. */
export const previewRows = async (
  tx: Transaction,
  row: Pick<LeadImportRow, 'format'>,
  {
    columns,
    duplicates,
    locale,
  }: { columns: readonly ColumnTarget[]; duplicates: ImportDuplicates; locale: Locale },
) => {
  const statuses = await statusesOf(tx);
  const sample = row.format.sample.map((cells) => readRow(cells, columns, statuses));
  const doubles = await findDuplicates(tx, sample, duplicates);
  return sample.flatMap((read, offset) => {
    if (read.kind === 'empty') return [];
    const { companyName, ...lead } = read.lead;
    const errors = read.kind === 'faulty' ? read.errors : [];
    return [
      {
        row_number: rowNumberOf(offset),
        lead: { ...lead, company_name: companyName },
        is_duplicate: doubles.has(offset),
        errors: errors.map((error) => ({
          ...error,
          message: rowErrorWords(locale, error, row.format.header),
        })),
      },
    ];
  });
};

/** Out: the positions of possible duplicates. */
const findDuplicates = async (
  tx: Transaction,
  sample: readonly ReadRow[],
  choice: ImportDuplicates,
): Promise<Set<number>> => {
  const rows = sample.flatMap((read, position) =>
    read.kind === 'lead'
      ? [
          {
            position,
            key: read.key.toString('hex'),
            email: read.lead.email,
            phone: read.lead.phone,
          },
        ]
      : [],
  );
  // The same row once more is no duplicate: it is imported once.
  const first = rows.filter(({ key }, at) => rows.findIndex((row) => row.key === key) === at);
  const { duplicates } = sortRows(first, await findKnownLeads(tx, first), choice);
  return new Set(first.filter(({ key }) => duplicates.has(key)).map(({ position }) => position));
};

const requireUploaded = ({ status }: LeadImportRow): void => {
  if (status !== 'uploaded') throw new AppError('conflict', `this import is ${status}`);
};

const columnFaults = (columns: readonly ColumnTarget[], header: readonly string[]): Fault[] => {
  if (columns.length < header.length) return [fault('columns', 'too_few', { min: header.length })];
  if (columns.length > header.length) return [fault('columns', 'too_many', { max: header.length })];
  const names = columns.map((column) =>
    column.target === 'data' ? `data.${column.key}` : column.target,
  );
  const repeated = names.flatMap((name, position) =>
    name !== 'ignore' && names.indexOf(name) !== position
      ? [fault(`columns.${position}`, 'given_twice', {})]
      : [],
  );
  const isUseless = !names.some((name) => CONTACT_FIELDS.has(name));
  return isUseless ? [...repeated, fault('columns', 'required', {})] : repeated;
};

/** At least one of them is needed: a lead without name, e-mail address and phone is of no use. */
const CONTACT_FIELDS = new Set([
  'email',
  'name',
  'first_name',
  'last_name',
  'phone',
  'company_name',
]);
