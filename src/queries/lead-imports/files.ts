import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/** The files of imports. Several imports may name the same one: its name is its content. */

export const FILE_STATES = ['kept', 'removing', 'removed'] as const;
export type FileState = (typeof FILE_STATES)[number];

/** Until the end of the transaction. */
export const lockImportFile = async (
  { sql, actor }: Transaction,
  fileHash: string,
): Promise<void> => {
  const name = `lead_import_file/${actor.companyId}/${fileHash}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}::text, 0))`;
};

const StateRow = z.object({ file_state: z.enum(FILE_STATES) });

/** What the imports that name the file say of it. Index: lead_imports_file. */
export const listFileStates = async (
  { sql, actor }: Transaction,
  fileHash: string,
): Promise<FileState[]> =>
  parseRows(
    StateRow,
    await sql`
      select distinct file_state
      from lead_imports
      where company_id = ${actor.companyId}::bigint and file_hash = ${fileHash}::text
    `,
  ).map((row) => row.file_state);

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
