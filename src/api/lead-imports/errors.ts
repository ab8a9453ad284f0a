import type { z } from '@hono/zod-openapi';
import type { Locale } from '../../domain/companies/shapes.ts';
import { leadImportErrorsRead } from '../../domain/lead-imports/events.ts';
import {
  IMPORT_ERROR_COUNT_MAX,
  LeadImportErrorRow,
  LeadImportParams,
} from '../../domain/lead-imports/shapes.ts';
import { countOwnColumns, ERROR_COLUMNS } from '../../domain/lead-imports/mapping.ts';
import { rowErrorWords } from '../../domain/lead-imports/words.ts';
import { HISTORY_RETENTION_DAYS } from '../../domain/shared/retention.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import type { LeadImportRow } from '../../queries/lead-imports/records.ts';
import { listImportErrors, type ImportErrorRow } from '../../queries/lead-imports/rows.ts';
import { findUserLocale } from '../../queries/search/users.ts';
import { csv } from '../http/answers/kinds.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { importInReach } from './views.ts';

/** The rows that were not imported, with the reasons, to be corrected and imported again. */

export const leadImportErrorsEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'lead_imports.errors',
      method: 'get',
      path: '/api/lead-imports/{id}/errors',
      permission: 'leads:import',
      summary: 'The rows that were not imported, as CSV',
      description:
        "The number of the row and the reason, named in the caller's language, then the cells as they were, separated as in the file. The corrected file can be imported: a guess leaves out the first two columns. 410 once they are deleted, 30 days after the end of the import.",
      params: LeadImportParams,
      load: importInReach,
      status: 200,
      answer: csv(LeadImportErrorRow),
    },
    async ({ caller, read }) => {
      const { row, locale } = await read(async (tx, found) => {
        if (found.file_state !== 'kept') throw purged();
        tx.emit(leadImportErrorsRead, { subjectId: found.id });
        return { row: found, locale: await findUserLocale(tx, caller.userId) };
      });
      const { header, delimiter } = row.format;
      const [numberName, reasonName] = ERROR_COLUMNS[locale];
      // Of a file of errors that was imported: its rows and reasons are replaced.
      const ownCount = countOwnColumns(header);
      return {
        name: `erreurs-${row.file_name}`,
        delimiter,
        columns: [
          { key: 'row_number', header: numberName },
          { key: 'reason', header: reasonName },
          ...header
            .map((name, position) => ({ key: cellKey(position), header: name }))
            .slice(ownCount),
        ],
        rows: errorRows(read, row, locale),
      };
    },
  );

const purged = () =>
  new AppError('gone', `faulty rows are kept for ${HISTORY_RETENTION_DAYS} days`);

const cellKey = (position: number): string => `cell_${position}`;

/** A row may have 256 KiB. */
const PAGE_SIZE = 100;
const PAGE_COUNT_MAX = Math.ceil(IMPORT_ERROR_COUNT_MAX / PAGE_SIZE) + 2;

type Read = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

/** A transaction for each page, so that none stays open while the client reads. */
async function* errorRows(
  read: Read,
  { id, format }: LeadImportRow,
  locale: Locale,
): AsyncGenerator<z.input<typeof LeadImportErrorRow>> {
  let afterRow = 0;
  for (let page = 0; page < PAGE_COUNT_MAX; page += 1) {
    const rows = await read((tx) =>
      listImportErrors(tx, { importId: id, afterRow, limit: PAGE_SIZE }),
    );
    for (const row of rows) yield errorRow(row, format.header, locale);
    if (rows.length < PAGE_SIZE) return;
    afterRow = rows.at(-1)?.row_number ?? afterRow;
  }
}

/** Cells beyond the header have no column. */
const errorRow = (
  { row_number, errors, cells }: ImportErrorRow,
  header: readonly string[],
  locale: Locale,
): z.input<typeof LeadImportErrorRow> => ({
  row_number,
  reason: errors.map((error) => rowErrorWords(locale, error, header)).join(', '),
  ...Object.fromEntries(header.map((_, position) => [cellKey(position), cells[position] ?? ''])),
});
