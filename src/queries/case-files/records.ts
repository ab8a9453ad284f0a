import { z } from 'zod';
import {
  SCAN_STATES,
  TEXT_ERRORS,
  TEXT_STATES,
  type ScanState,
  type TextError,
  type TextState,
} from '../../domain/case-files/states.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { FILE_STATES } from '../shared/stored-files.ts';

/** Files of cases. Reads, inserts and changes; texts: texts.ts; removal: expired.ts. */

export const CaseFileRow = z.object({
  id: z.number(),
  case_id: z.number(),
  name: z.string(),
  version: z.number(),
  is_latest: z.boolean(),
  media_type: z.string(),
  size_bytes: z.number(),
  sha256: z.string(),
  uploaded_by: z.number(),
  uploaded_by_name: z.string(),
  scan_state: z.enum(SCAN_STATES),
  scan_detail: z.string().nullable(),
  text_state: z.enum(TEXT_STATES),
  text_error: z.enum(TEXT_ERRORS).nullable(),
  is_text_cut: z.boolean(),
  file_state: z.enum(FILE_STATES),
  created_at: z.date(),
  deleted_at: z.date().nullable(),
});
export type CaseFileRow = z.infer<typeof CaseFileRow>;

/** The newest of its name that is not deleted. Index: the unique one of name and version. */
const isLatest = (sql: Transaction['sql']) => sql`
  files.deleted_at is null
  and not exists (
    select from case_files later
    where later.case_id = files.case_id
      and later.company_id = files.company_id
      and later.name = files.name
      and later.version > files.version
      and later.deleted_at is null
  )
`;

const selectFiles = (sql: Transaction['sql']) => sql`
  select
    files.id, files.case_id, files.name, files.version, ${isLatest(sql)} as is_latest,
    files.media_type, files.size_bytes, files.sha256, files.uploaded_by,
    users.name as uploaded_by_name, files.scan_state, files.scan_detail, files.text_state,
    files.text_error, coalesce(texts.is_cut, false) as is_text_cut, files.file_state,
    files.created_at, files.deleted_at
  from case_files files
  join users on users.company_id = files.company_id and users.id = files.uploaded_by
  left join case_file_texts texts
    on texts.company_id = files.company_id and texts.file_id = files.id
`;

interface ListFilesInput {
  caseId: number;
  name: string | undefined;
  isLatest: boolean;
  isDeleted: boolean;
  beforeId: number | undefined;
  limit: number;
}

/** Newest first. Deleted ones whose content was removed are not listed. Index: case_files_case. */
export const listCaseFiles = async (
  { sql, actor }: Transaction,
  input: ListFilesInput,
): Promise<CaseFileRow[]> =>
  parseRows(
    CaseFileRow,
    await sql`
      ${selectFiles(sql)}
      where files.company_id = ${actor.companyId}::bigint
        and files.case_id = ${input.caseId}::bigint
        and ${input.isDeleted ? sql`files.deleted_at is not null and files.file_state = 'kept'` : sql`files.deleted_at is null`}
        ${input.name === undefined ? sql`` : sql`and files.name = ${input.name}::text`}
        ${input.isLatest ? sql`and ${isLatest(sql)}` : sql``}
        ${input.beforeId === undefined ? sql`` : sql`and files.id < ${input.beforeId}::bigint`}
      order by files.id desc
      limit ${input.limit}::integer
    `,
  );

interface FindFileInput {
  id: number;
  /** Only of this case. */
  caseId?: number;
  isLocked?: boolean;
  withDeleted?: boolean;
}

export const findCaseFile = async (
  { sql, actor }: Transaction,
  { id, caseId, isLocked = false, withDeleted = false }: FindFileInput,
): Promise<CaseFileRow | undefined> =>
  parseFirst(
    CaseFileRow,
    await sql`
      ${selectFiles(sql)}
      where files.company_id = ${actor.companyId}::bigint
        and files.id = ${id}::bigint
        ${caseId === undefined ? sql`` : sql`and files.case_id = ${caseId}::bigint`}
        ${withDeleted ? sql`` : sql`and files.deleted_at is null`}
      ${isLocked ? sql`for no key update of files` : sql``}
    `,
  );

interface ListSameContentInput {
  sha256: string;
  exceptId: number;
  limit: number;
  isLocked?: boolean;
}

/** Files of the company with this content that are not known to be infected, deleted ones too. Index: case_files_sha256. */
export const listSameContent = async (
  { sql, actor }: Transaction,
  { sha256, exceptId, limit, isLocked = false }: ListSameContentInput,
): Promise<CaseFileRow[]> =>
  parseRows(
    CaseFileRow,
    await sql`
      ${selectFiles(sql)}
      where files.company_id = ${actor.companyId}::bigint
        and files.sha256 = ${sha256}::text
        and files.id <> ${exceptId}::bigint
        and files.file_state = 'kept'
        and files.scan_state <> 'infected'
      order by files.id
      limit ${limit}::integer
      ${isLocked ? sql`for no key update of files` : sql``}
    `,
  );

/** Of a case: those whose content is kept. */
export const countCaseFiles = async (
  { sql, actor }: Transaction,
  caseId: number,
): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from case_files
    where company_id = ${actor.companyId}::bigint
      and case_id = ${caseId}::bigint
      and file_state = 'kept'
  `;
  return z.object({ count: z.number() }).parse(row).count;
};

export interface NewCaseFile {
  caseId: number;
  name: string;
  mediaType: string;
  sizeBytes: number;
  sha256: string;
  uploadedBy: number;
  scanState: ScanState;
}

/** Under the lock of the case: no other upload takes the same version. Out: its id. */
export const insertCaseFile = async (
  { sql, actor }: Transaction,
  input: NewCaseFile,
): Promise<number> => {
  const [row] = await sql`
    insert into case_files (
      company_id, case_id, name, version, media_type, size_bytes, sha256, uploaded_by, scan_state
    )
    select
      ${actor.companyId}::bigint, ${input.caseId}::bigint, ${input.name}::text,
      coalesce(max(files.version), 0) + 1, ${input.mediaType}::text, ${input.sizeBytes}::bigint,
      ${input.sha256}::text, ${input.uploadedBy}::bigint, ${input.scanState}::text
    from case_files files
    where files.company_id = ${actor.companyId}::bigint
      and files.case_id = ${input.caseId}::bigint
      and files.name = ${input.name}::text
    returning id
  `;
  return z.object({ id: z.number() }).parse(row).id;
};

/** Under the row's lock, as the changes below. An infected file has no text, and its content is to be removed. */
export const setScanState = async (
  { sql, actor }: Transaction,
  input: { id: number; state: ScanState; detail: string | null },
): Promise<void> => {
  const isInfected = input.state === 'infected';
  await sql`
    update case_files
    set scan_state = ${input.state}::text,
        scan_detail = ${input.detail}::text,
        scanned_at = now(),
        ${isInfected ? sql`file_state = 'removing', file_state_at = now(),` : sql``}
        text_state = case
          when ${input.state}::text in ('infected', 'failed') then 'none' else text_state
        end,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
  `;
};

export const setTextState = async (
  { sql, actor }: Transaction,
  input: { id: number; state: TextState; error: TextError | null },
): Promise<void> => {
  await sql`
    update case_files
    set text_state = ${input.state}::text,
        text_error = ${input.error}::text,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
  `;
};

export const setFileDeleted = async (
  { sql, actor }: Transaction,
  { id, isDeleted }: { id: number; isDeleted: boolean },
): Promise<void> => {
  await sql`
    update case_files
    set deleted_at = case when ${isDeleted}::boolean then now() end,
        deleted_by = case when ${isDeleted}::boolean then ${actor.userId}::bigint end,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
};
