import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { FILE_STATES, type FileState } from '../shared/stored-files.ts';

/** Files of cases across companies, for the purge and the reconciler. */

const FileKeyRow = z.object({ company_id: z.number(), file_id: z.number() });
export type FileKeyRow = z.infer<typeof FileKeyRow>;

/** Those that can't be restored any more, and removals that a process left unfinished. */
export const listExpiredCaseFiles = async (
  database: Database,
  { restoreDays, limit }: { restoreDays: number; limit: number },
): Promise<FileKeyRow[]> =>
  parseRows(
    FileKeyRow,
    await database`
      select company_id, file_id
      from list_expired_case_files(${restoreDays}::integer, ${limit}::integer)
    `,
  );

/** Files that wait without a change for a while and without a waiting command, by id. */
export const listQuietCaseFiles = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<FileKeyRow[]> =>
  parseRows(
    FileKeyRow,
    await database`
      select company_id, file_id
      from list_quiet_case_files(
        ${Number(input.after ?? 0)}::bigint, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );

/** Under the row's lock. */
export const setCaseFileState = async (
  { sql, actor }: Transaction,
  { id, state }: { id: number; state: FileState },
): Promise<void> => {
  await sql`
    update case_files
    set file_state = ${state}::text, file_state_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
};

/** Of a deleted file: the trace says no more what it was called. No upload can have such a name. */
export const forgetName = async ({ sql, actor }: Transaction, id: number): Promise<void> => {
  await sql`
    update case_files
    set name = '/' || id
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
};

const ExpiringRow = z.object({
  case_id: z.number(),
  sha256: z.string(),
  file_state: z.enum(FILE_STATES),
  file_state_at: z.date(),
  deleted_at: z.date().nullable(),
});

/** `deleted_at`: of the file or of its case, the earlier one. */
export const findExpiringFile = async (
  { sql, actor }: Transaction,
  { id, isLocked = false }: { id: number; isLocked?: boolean },
): Promise<z.infer<typeof ExpiringRow> | undefined> =>
  parseFirst(
    ExpiringRow,
    await sql`
      select files.case_id, files.sha256, files.file_state, files.file_state_at,
        least(files.deleted_at, cases.deleted_at) as deleted_at
      from case_files files
      join cases on cases.company_id = files.company_id and cases.id = files.case_id
      where files.company_id = ${actor.companyId}::bigint and files.id = ${id}::bigint
      ${isLocked ? sql`for no key update of files` : sql``}
    `,
  );
