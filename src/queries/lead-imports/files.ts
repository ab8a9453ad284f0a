import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';
import type { FileState } from '../shared/stored-files.ts';

/** The files of imports. What other rows say of the same files: src/queries/shared/stored-files.ts. */

export const setFileState = async (
  { sql, actor }: Transaction,
  { id, state }: { id: string; state: Exclude<FileState, 'kept'> },
): Promise<void> => {
  await sql`
    update lead_imports
    set file_state = ${state}::text,
        format = jsonb_set(format, '{sample}', '[]'),
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::uuid
  `;
};

/** At most IMPORT_ERROR_COUNT_MAX rows. */
export const deleteImportErrors = async (
  { sql, actor }: Transaction,
  importId: string,
): Promise<void> => {
  await sql`
    delete from lead_import_errors
    where company_id = ${actor.companyId}::bigint and import_id = ${importId}::uuid
  `;
};

const ExpiredImportRow = z.object({ company_id: z.number(), import_id: z.string() });
export type ExpiredImportRow = z.infer<typeof ExpiredImportRow>;

/** Imports whose file is kept too long, and removals that a process left unfinished. Oldest first. */
export const listExpiredLeadImports = async (
  database: Database,
  { retentionDays, limit }: { retentionDays: number; limit: number },
): Promise<ExpiredImportRow[]> =>
  parseRows(
    ExpiredImportRow,
    await database`
      select company_id, import_id
      from list_expired_lead_imports(${retentionDays}::integer, ${limit}::integer)
    `,
  );
