import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import { IMPORT_DUPLICATES, type ImportDuplicates } from '../../domain/lead-imports/duplicates.ts';
import { ImportColumns, ImportFormat } from '../../domain/lead-imports/shapes.ts';
import type { ColumnTarget } from '../../domain/lead-imports/mapping.ts';
import {
  LEAD_IMPORT_ERRORS,
  LEAD_IMPORT_STATUSES,
  type LeadImportError,
  type LeadImportStatus,
} from '../../domain/lead-imports/statuses.ts';
import { LOCALES } from '../../domain/companies/shapes.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { firstIdAt } from '../actions/records.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { FILE_STATES } from '../shared/stored-files.ts';

/** Imports of leads: the uploaded file, how it is read, and how far it is. */

const LeadImportRow = z.object({
  id: z.string(),
  user_id: z.number(),
  user_name: z.string(),
  /** Language of the user who imports. */
  locale: z.enum(LOCALES),
  call_centre_id: z.number().nullable(),
  file_name: z.string(),
  file_hash: z.string(),
  file_size_bytes: z.number(),
  format: ImportFormat,
  mapping: ImportColumns.nullable(),
  duplicates: z.enum(IMPORT_DUPLICATES),
  status: z.enum(LEAD_IMPORT_STATUSES),
  row_offset: z.number(),
  row_count: z.number().nullable(),
  created_count: z.number(),
  unchanged_count: z.number(),
  duplicate_count: z.number(),
  error_count: z.number(),
  error_code: z.enum(LEAD_IMPORT_ERRORS).nullable(),
  created_at: z.date(),
  updated_at: z.date(),
  finished_at: z.date().nullable(),
  file_state: z.enum(FILE_STATES),
});
export type LeadImportRow = z.infer<typeof LeadImportRow>;

const selectImport = (sql: Transaction['sql']) => sql`
  select lead_imports.id, lead_imports.user_id, users.name as user_name, users.locale,
    lead_imports.call_centre_id, lead_imports.file_name, lead_imports.file_hash,
    lead_imports.file_size_bytes, lead_imports.format, lead_imports.mapping, lead_imports.status,
    lead_imports.row_offset, lead_imports.row_count, lead_imports.created_count,
    lead_imports.unchanged_count, lead_imports.duplicates, lead_imports.duplicate_count,
    lead_imports.error_count, lead_imports.error_code, lead_imports.created_at,
    lead_imports.updated_at, lead_imports.finished_at, lead_imports.file_state
  from lead_imports
  join users
    on users.company_id = lead_imports.company_id and users.id = lead_imports.user_id
`;

/** Newest first: ids are UUIDv7. */
export const listLeadImports = async (
  { sql, actor }: Transaction,
  input: { scope: Scope; beforeId: string | undefined; limit: number },
): Promise<LeadImportRow[]> =>
  parseRows(
    LeadImportRow,
    await sql`
      ${selectImport(sql)}
      where lead_imports.company_id = ${actor.companyId}::bigint
        and ${reachCondition(sql, input.scope, {
          userId: 'lead_imports.user_id',
          callCentreId: 'lead_imports.call_centre_id',
        })}
        ${input.beforeId === undefined ? sql`` : sql`and lead_imports.id < ${input.beforeId}::uuid`}
      order by lead_imports.id desc
      limit ${input.limit}::integer
    `,
  );

export const findLeadImport = async (
  { sql, actor }: Transaction,
  { id, isLocked = false }: { id: string; isLocked?: boolean },
): Promise<LeadImportRow | undefined> =>
  parseFirst(
    LeadImportRow,
    await sql`
      ${selectImport(sql)}
      where lead_imports.company_id = ${actor.companyId}::bigint
        and lead_imports.id = ${id}::uuid
      ${isLocked ? sql`for no key update of lead_imports` : sql``}
    `,
  );

export const insertLeadImport = (
  { sql, actor, send }: Transaction,
  input: {
    id: string;
    userId: number;
    callCentreId: number | null;
    fileName: string;
    fileHash: string;
    fileSizeBytes: number;
    format: ImportFormat;
  },
): void =>
  send(sql`
    insert into lead_imports (
      id, company_id, user_id, call_centre_id, file_name, file_hash, file_size_bytes, format, status
    )
    values (
      ${input.id}::uuid, ${actor.companyId}::bigint, ${input.userId}::bigint,
      ${input.callCentreId}::bigint, ${input.fileName}::text, ${input.fileHash}::text,
      ${input.fileSizeBytes}::bigint, ${json(sql, input.format)}, 'uploaded'
    )
  `);

/** Under the lock of the import, as the changes below. Other columns have no mapping yet. */
export const setFormat = async (
  { sql, actor }: Transaction,
  input: { id: string; format: ImportFormat; isMappingKept: boolean },
): Promise<void> => {
  await sql`
    update lead_imports
    set format = ${json(sql, input.format)},
        ${input.isMappingKept ? sql`` : sql`mapping = null,`}
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::uuid
  `;
};

export const setMapping = async (
  { sql, actor }: Transaction,
  input: {
    id: string;
    columns: readonly ColumnTarget[];
    callCentreId: number | null;
    duplicates: ImportDuplicates;
  },
): Promise<void> => {
  await sql`
    update lead_imports
    set mapping = ${json(sql, input.columns)},
        call_centre_id = ${input.callCentreId}::bigint,
        duplicates = ${input.duplicates}::text,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::uuid
  `;
};

export const setImportStatus = async (
  { sql, actor }: Transaction,
  input: { id: string; status: LeadImportStatus; errorCode?: LeadImportError },
): Promise<void> => {
  const isEnded = !['uploaded', 'waiting', 'running'].includes(input.status);
  await sql`
    update lead_imports
    set status = ${input.status}::text,
        error_code = ${input.errorCode ?? null}::text,
        updated_at = now(),
        finished_at = ${isEnded ? sql`now()` : sql`null`}
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::uuid
  `;
};

/** Imports of the company that are under way. */
export const countOpenImports = async ({ sql, actor }: Transaction): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from lead_imports
    where company_id = ${actor.companyId}::bigint and status in ('waiting', 'running')
  `;
  return z.object({ count: z.number() }).parse(row).count;
};

/** Of the company. Ids are UUIDv7. */
export const countUploadsSince = async (
  { sql, actor }: Transaction,
  since: Date,
): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from lead_imports
    where company_id = ${actor.companyId}::bigint and id >= ${firstIdAt(since.getTime())}::uuid
  `;
  return z.object({ count: z.number() }).parse(row).count;
};

export const setRowCount = async (
  { sql, actor }: Transaction,
  input: { id: string; rowCount: number },
): Promise<void> => {
  await sql`
    update lead_imports
    set row_count = ${input.rowCount}::integer, updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::uuid
  `;
};

export interface ImportProgress {
  rowOffset: number;
  createdCount: number;
  unchangedCount: number;
  duplicateCount: number;
  errorCount: number;
}

/** Adds the counts of a batch, and moves to the row after it. */
export const advanceImport = async (
  { sql, actor }: Transaction,
  input: ImportProgress & { id: string },
): Promise<void> => {
  await sql`
    update lead_imports
    set status = 'running',
        row_offset = ${input.rowOffset}::integer,
        created_count = created_count + ${input.createdCount}::integer,
        unchanged_count = unchanged_count + ${input.unchangedCount}::integer,
        duplicate_count = duplicate_count + ${input.duplicateCount}::integer,
        error_count = error_count + ${input.errorCount}::integer,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::uuid
  `;
};

/** Imports under way without a change for a while and without a waiting command, by id. */
export const listQuietLeadImports = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<{ company_id: number; import_id: string }[]> =>
  parseRows(
    z.object({ company_id: z.number(), import_id: z.string() }),
    await database`
      select company_id, import_id
      from list_quiet_lead_imports(
        ${input.after ?? NIL_UUID}::uuid, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );
