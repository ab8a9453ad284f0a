import { leadImportProgressed } from '../../domain/lead-imports/events.ts';
import { sortRows } from '../../domain/lead-imports/duplicates.ts';
import { readRow } from '../../domain/lead-imports/rows.ts';
import { IMPORT_ERROR_COUNT_MAX } from '../../domain/lead-imports/shapes.ts';
import { isImportOpen } from '../../domain/lead-imports/statuses.ts';
import { leadCreated, leadsAdded } from '../../domain/leads/events.ts';
import type { LeadStatus } from '../../domain/lead-statuses/defaults.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  advanceImport,
  findLeadImport,
  type LeadImportRow,
} from '../../queries/lead-imports/records.ts';
import {
  findKnownLeads,
  insertImportedLeads,
  insertImportErrors,
  type FaultyRow,
  type ImportedLead,
} from '../../queries/lead-imports/rows.ts';
import { countWebhooks } from '../../queries/webhooks/endpoints.ts';
import { statusesOf } from '../lead-statuses.ts';
import { endImport, importAudience } from './facts.ts';

/** The rows of one transaction. */
export const BATCH_ROW_COUNT = 1_000;
/** Of them together. Longer ones take PostgreSQL longer than a statement may, each time they are tried. */
export const BATCH_LENGTH_MAX = 1024 * 1024;

/** As a spreadsheet counts: the header is row 1. */
export const rowNumberOf = (offset: number): number => offset + 2;

/** Of one transaction: each lead has one for each webhook. */
const BATCH_DELIVERY_COUNT = 50_000;

/** How many rows of a company one transaction takes: fewer if it has many webhooks. */
export const batchRowCount = async (tx: Transaction): Promise<number> => {
  const webhookCount = await countWebhooks(tx);
  return Math.min(BATCH_ROW_COUNT, Math.ceil(BATCH_DELIVERY_COUNT / Math.max(webhookCount, 1)));
};

export interface Batch {
  importId: string;
  /** Position of the first row, from 0. */
  offset: number;
  rows: readonly (readonly string[])[];
  /** No row follows. */
  isLast: boolean;
}

/** `elsewhere`: the rows are not the next ones; `offset` is the next. `ended`: nothing more is imported. */
export type BatchResult =
  { kind: 'imported' } | { kind: 'elsewhere'; offset: number } | { kind: 'ended' };

/**
 * Imports some rows, and the last ones end the import. Each new lead is a `LeadCreated`; audit trail and
 * stream get one entry for all of them. Twice: the offset of the import has moved, so nothing changes.
 */
export const importBatch = async (tx: Transaction, batch: Batch): Promise<BatchResult> => {
  const row = await findLeadImport(tx, { id: batch.importId, isLocked: true });
  if (!row || !isImportOpen(row.status)) return { kind: 'ended' };
  if (row.row_offset !== batch.offset) return { kind: 'elsewhere', offset: row.row_offset };
  const statuses = await statusesOf(tx);
  const { leads, faulty, repeatCount } = readBatch(batch, row, statuses);
  const rows = [...leads.values()];
  const { accepted, duplicates } = sortRows(rows, await findKnownLeads(tx, rows), row.duplicates);
  const created = await insertImportedLeads(tx, {
    importId: row.id,
    callCentreId: row.call_centre_id,
    leads: accepted,
  });
  await insertImportErrors(tx, { importId: row.id, rows: faulty });
  const ignoredCount = row.duplicates === 'ignore' ? duplicates.size : 0;
  const counts = {
    createdCount: created.length,
    unchangedCount: repeatCount + rows.length - ignoredCount - created.length,
    duplicateCount: ignoredCount + created.filter(({ key }) => duplicates.has(key)).length,
    errorCount: faulty.length,
  };
  const rowOffset = batch.offset + batch.rows.length;
  await advanceImport(tx, { id: row.id, rowOffset, ...counts });
  for (const { id, key } of created) emitCreated(tx, row, { id, lead: leads.get(key) });
  emitProgress(tx, row, { rowOffset, leadIds: created.map(({ id }) => id) });
  return finish(tx, batch, {
    ...row,
    created_count: row.created_count + counts.createdCount,
    unchanged_count: row.unchanged_count + counts.unchangedCount,
    duplicate_count: row.duplicate_count + counts.duplicateCount,
    error_count: row.error_count + counts.errorCount,
  });
};

const finish = async (tx: Transaction, batch: Batch, row: LeadImportRow): Promise<BatchResult> => {
  if (row.error_count > IMPORT_ERROR_COUNT_MAX) {
    await endImport(tx, row, { status: 'failed', code: 'too_many_errors' });
    return { kind: 'ended' };
  }
  if (!batch.isLast) return { kind: 'imported' };
  await endImport(tx, row, { status: 'succeeded' });
  return { kind: 'ended' };
};

/** `repeatCount`: rows that are the same as an earlier one of the batch. */
const readBatch = (
  { rows, offset }: Batch,
  { mapping }: LeadImportRow,
  statuses: readonly LeadStatus[],
) => {
  const initial = statuses.find(({ role }) => role === 'initial')?.code;
  if (mapping === null || initial === undefined) throw new Error('the import is not mapped');
  const leads = new Map<string, ImportedLead>();
  const faulty: FaultyRow[] = [];
  let repeatCount = 0;
  for (const [position, cells] of rows.entries()) {
    const read = readRow(cells, mapping, statuses);
    if (read.kind === 'faulty') {
      faulty.push({
        row_number: rowNumberOf(offset + position),
        errors: read.errors,
        cells: cells.map(storable),
      });
    }
    if (read.kind !== 'lead') continue;
    const { companyName, status, ...lead } = read.lead;
    const key = read.key.toString('hex');
    if (leads.has(key)) {
      repeatCount += 1;
      continue;
    }
    leads.set(key, {
      ...lead,
      position,
      key,
      company_name: companyName,
      status: status ?? initial,
    });
  }
  return { leads, faulty, repeatCount };
};

/** Postgres can't store NUL. Other control characters are of no use, and JSON writes six for each. */
const storable = (cell: string): string =>
  cell.replaceAll(/[^\P{Cc}\t\r\n]/gu, '\ufffd').toWellFormed();

const emitCreated = (
  tx: Transaction,
  row: LeadImportRow,
  { id, lead }: { id: number; lead: ImportedLead | undefined },
): void => {
  if (lead === undefined) throw new Error('only rows of the batch may be created');
  const { key: _key, position: _position, ...fields } = lead;
  tx.emit(leadCreated, {
    subjectId: id,
    audience: { userId: null, callCentreId: row.call_centre_id },
    isPartOfBatch: true,
    data: {
      lead_id: id,
      form_id: null,
      call_centre_id: row.call_centre_id,
      source: 'import',
      assigned_to: null,
      email_confirmed_at: null,
      called_at: null,
      converted_at: null,
      person_id: null,
      organisation_id: null,
      ...fields,
    },
  });
};

const emitProgress = (
  tx: Transaction,
  row: LeadImportRow,
  { rowOffset, leadIds }: { rowOffset: number; leadIds: readonly number[] },
): void => {
  tx.emit(leadImportProgressed, {
    subjectId: row.id,
    audience: importAudience(row),
    after: { row_offset: rowOffset, lead_ids: leadIds },
  });
  if (leadIds.length === 0) return;
  tx.emit(leadsAdded, {
    subjectId: '*',
    audience: { userId: null, callCentreId: row.call_centre_id },
  });
};
