import type { z } from '@hono/zod-openapi';
import { guessMapping } from '../../domain/lead-imports/mapping.ts';
import type { LeadImportOut, LeadImportParams } from '../../domain/lead-imports/shapes.ts';
import { isWithin } from '../../domain/shared/permissions.ts';
import { notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findLeadImport, type LeadImportRow } from '../../queries/lead-imports/records.ts';
import { importAudience } from '../../services/lead-imports/facts.ts';
import type { LoadRequest } from '../http/spec.ts';

/** An import as the API shows it, and the imports that a caller reaches. */

type Load = LoadRequest<typeof LeadImportParams>;

const find = async (
  { tx, params, scope }: Load,
  isLocked: boolean,
): Promise<LeadImportRow | undefined> => {
  const row = await findLeadImport(tx, { id: params.id, isLocked });
  return row && isWithin(scope, importAudience(row)) ? row : undefined;
};

export const importInReach = (request: Load): Promise<LeadImportRow | undefined> =>
  find(request, false);

export const lockImportInReach = (request: Load): Promise<LeadImportRow | undefined> =>
  find(request, true);

/** After a change. */
export const shownImport = async (
  tx: Transaction,
  id: string,
): Promise<z.infer<typeof LeadImportOut>> => {
  const row = await findLeadImport(tx, { id });
  if (!row) throw notFound('import');
  return toImportOut(row);
};

const SAMPLE_ROW_COUNT = 5;

export const toImportOut = (row: LeadImportRow): z.infer<typeof LeadImportOut> => ({
  ...row,
  encoding: row.format.encoding,
  delimiter: row.format.delimiter,
  header: row.format.header,
  sample: row.format.sample.slice(0, SAMPLE_ROW_COUNT),
  columns: row.mapping ?? guessMapping(row.format.header),
  is_mapped: row.mapping !== null,
  is_purged: row.file_state !== 'kept',
  done_count: row.row_offset,
  created_at: row.created_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
});
