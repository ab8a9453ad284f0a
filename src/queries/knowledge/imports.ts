import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import {
  KNOWLEDGE_COLLECTIONS,
  type KnowledgeCollection,
} from '../../domain/knowledge/collections.ts';
import {
  DOCUMENT_ERRORS,
  DOCUMENT_STATUSES,
  KNOWLEDGE_IMPORT_ERRORS,
  KNOWLEDGE_IMPORT_STATUSES,
  type DocumentError,
  type DocumentStatus,
  type KnowledgeImportError,
  type KnowledgeImportStatus,
} from '../../domain/knowledge/imports.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { firstIdAt } from '../actions/records.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { FILE_STATES, type FileState } from '../shared/stored-files.ts';

/** Imports of documents into the knowledge base. */

const KnowledgeDocumentRow = z.object({
  position: z.number(),
  file_name: z.string(),
  file_hash: z.string(),
  file_size_bytes: z.number(),
  file_state: z.enum(FILE_STATES),
  status: z.enum(DOCUMENT_STATUSES),
  error_code: z.enum(DOCUMENT_ERRORS).nullable(),
  article_id: z.number().nullable(),
});
export type KnowledgeDocumentRow = z.infer<typeof KnowledgeDocumentRow>;

const KnowledgeImportRow = z.object({
  id: z.string(),
  collection: z.enum(KNOWLEDGE_COLLECTIONS),
  user_id: z.number(),
  user_name: z.string(),
  status: z.enum(KNOWLEDGE_IMPORT_STATUSES),
  error_code: z.enum(KNOWLEDGE_IMPORT_ERRORS).nullable(),
  documents: z.array(KnowledgeDocumentRow),
  created_at: z.date(),
  finished_at: z.date().nullable(),
});
export type KnowledgeImportRow = z.infer<typeof KnowledgeImportRow>;

const selectImport = (sql: Transaction['sql']) => sql`
  select knowledge_imports.id, knowledge_imports.collection, knowledge_imports.user_id,
    users.name as user_name, knowledge_imports.status, knowledge_imports.error_code,
    knowledge_imports.created_at, knowledge_imports.finished_at,
    (
      select coalesce(
        jsonb_agg(
          jsonb_build_object(
            'position', documents.position, 'file_name', documents.file_name,
            'file_hash', documents.file_hash, 'file_size_bytes', documents.file_size_bytes,
            'file_state', documents.file_state, 'status', documents.status,
            'error_code', documents.error_code, 'article_id', documents.article_id
          )
          order by documents.position
        ),
        '[]'
      )
      from knowledge_import_documents documents
      where documents.import_id = knowledge_imports.id
        and documents.company_id = knowledge_imports.company_id
    ) as documents
  from knowledge_imports
  join users
    on users.company_id = knowledge_imports.company_id and users.id = knowledge_imports.user_id
`;

/** Newest first: ids are UUIDv7. */
export const listKnowledgeImports = async (
  { sql, actor }: Transaction,
  input: { collection: KnowledgeCollection; beforeId: string | undefined; limit: number },
): Promise<KnowledgeImportRow[]> =>
  parseRows(
    KnowledgeImportRow,
    await sql`
      ${selectImport(sql)}
      where knowledge_imports.company_id = ${actor.companyId}::bigint
        and knowledge_imports.collection = ${input.collection}::text
        ${input.beforeId === undefined ? sql`` : sql`and knowledge_imports.id < ${input.beforeId}::uuid`}
      order by knowledge_imports.id desc
      limit ${input.limit}::integer
    `,
  );

/** Its lock is that of its documents too. */
export const findKnowledgeImport = async (
  { sql, actor }: Transaction,
  { id, isLocked = false }: { id: string; isLocked?: boolean },
): Promise<KnowledgeImportRow | undefined> => {
  // Before the documents are read: they change under this lock.
  if (isLocked) {
    await sql`
      select from knowledge_imports
      where id = ${id}::uuid and company_id = ${actor.companyId}::bigint
      for no key update
    `;
  }
  return parseFirst(
    KnowledgeImportRow,
    await sql`
      ${selectImport(sql)}
      where knowledge_imports.id = ${id}::uuid
        and knowledge_imports.company_id = ${actor.companyId}::bigint
    `,
  );
};

export interface NewDocument {
  fileName: string;
  fileHash: string;
  fileSizeBytes: number;
}

export const insertKnowledgeImport = async (
  { sql, actor }: Transaction,
  input: {
    id: string;
    collection: KnowledgeCollection;
    userId: number;
    documents: readonly NewDocument[];
  },
): Promise<void> => {
  await sql`
    insert into knowledge_imports (id, company_id, collection, user_id, status)
    values (
      ${input.id}::uuid, ${actor.companyId}::bigint, ${input.collection}::text,
      ${input.userId}::bigint, 'waiting'
    )
  `;
  const rows = input.documents.map((document, position) => ({
    position,
    file_name: document.fileName,
    file_hash: document.fileHash,
    file_size_bytes: document.fileSizeBytes,
  }));
  await sql`
    insert into knowledge_import_documents (
      company_id, import_id, position, file_name, file_hash, file_size_bytes
    )
    select ${actor.companyId}::bigint, ${input.id}::uuid, document.*
    from jsonb_to_recordset(${json(sql, rows)}) as document(
      position integer, file_name text, file_hash text, file_size_bytes bigint
    )
  `;
};

/** Under the lock of the import, as the changes below. */
export const setKnowledgeImportStatus = async (
  { sql, actor }: Transaction,
  input: { id: string; status: KnowledgeImportStatus; errorCode?: KnowledgeImportError },
): Promise<void> => {
  const isEnded = input.status !== 'waiting' && input.status !== 'running';
  await sql`
    update knowledge_imports
    set status = ${input.status}::text,
        error_code = ${input.errorCode ?? null}::text,
        updated_at = now(),
        finished_at = ${isEnded ? sql`now()` : sql`null`}
    where id = ${input.id}::uuid and company_id = ${actor.companyId}::bigint
  `;
};

export const setDocumentStatus = async (
  { sql, actor }: Transaction,
  input: {
    importId: string;
    position: number;
    status: DocumentStatus;
    errorCode: DocumentError | null;
    articleId: number | null;
  },
): Promise<void> => {
  await sql`
    update knowledge_import_documents
    set status = ${input.status}::text,
        error_code = ${input.errorCode}::text,
        article_id = ${input.articleId}::bigint,
        updated_at = now()
    where import_id = ${input.importId}::uuid
      and position = ${input.position}::integer
      and company_id = ${actor.companyId}::bigint
  `;
};

/** Those that wait will not be read any more. */
export const cancelDocuments = async (
  { sql, actor }: Transaction,
  importId: string,
): Promise<void> => {
  await sql`
    update knowledge_import_documents
    set status = 'cancelled', updated_at = now()
    where import_id = ${importId}::uuid
      and company_id = ${actor.companyId}::bigint
      and status = 'waiting'
  `;
};

const CountRow = z.object({ count: z.number() });

/** Imports of the company that are under way. */
export const countOpenKnowledgeImports = async ({ sql, actor }: Transaction): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from knowledge_imports
    where company_id = ${actor.companyId}::bigint and status in ('waiting', 'running')
  `;
  return CountRow.parse(row).count;
};

/** Of the company. Ids of imports are UUIDv7. */
export const countDocumentsSince = async (
  { sql, actor }: Transaction,
  since: Date,
): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from knowledge_import_documents
    where company_id = ${actor.companyId}::bigint
      and import_id >= ${firstIdAt(since.getTime())}::uuid
  `;
  return CountRow.parse(row).count;
};

/** Imports under way without a change for a while and without a waiting command, by id. */
export const listQuietKnowledgeImports = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<{ company_id: number; import_id: string }[]> =>
  parseRows(
    z.object({ company_id: z.number(), import_id: z.string() }),
    await database`
      select company_id, import_id
      from list_quiet_knowledge_imports(
        ${input.after ?? NIL_UUID}::uuid, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );

const ExpiredDocumentRow = z.object({
  company_id: z.number(),
  import_id: z.string(),
  position: z.number(),
});
export type ExpiredDocumentRow = z.infer<typeof ExpiredDocumentRow>;

/** Documents whose file is kept too long, and removals that a process left unfinished. Oldest first. */
export const listExpiredDocuments = async (
  database: Database,
  { retentionDays, limit }: { retentionDays: number; limit: number },
): Promise<ExpiredDocumentRow[]> =>
  parseRows(
    ExpiredDocumentRow,
    await database`
      select company_id, import_id, position
      from list_expired_knowledge_documents(${retentionDays}::integer, ${limit}::integer)
    `,
  );

export const setDocumentFileState = async (
  { sql, actor }: Transaction,
  input: { importId: string; position: number; state: FileState },
): Promise<void> => {
  await sql`
    update knowledge_import_documents
    set file_state = ${input.state}::text, updated_at = now()
    where import_id = ${input.importId}::uuid
      and position = ${input.position}::integer
      and company_id = ${actor.companyId}::bigint
  `;
};
