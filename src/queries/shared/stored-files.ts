import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from './rows.ts';

/** What the rows of all capabilities say of a stored file. Several rows may name the same one: its name is its content. */

/** `removing`: a process removes the file. `removed`: it did, and the row remembers it. */
export const FILE_STATES = ['kept', 'removing', 'removed'] as const;
export type FileState = (typeof FILE_STATES)[number];

/** Until the end of the transaction, against others that upload or remove this file. */
export const lockFile = async ({ sql, actor }: Transaction, sha256: string): Promise<void> => {
  const name = `file/${actor.companyId}/${sha256}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}::text, 0))`;
};

const filesOf = ({ actor }: Transaction): string => `files/${actor.companyId}`;

/**
 * Until the end of the transaction nothing removes a file of the company. One lock, however many files a mail has.
 * Not awaited: the next statement runs after it on the same connection.
 */
export const holdFiles = (tx: Transaction): void =>
  tx.send(tx.sql`
    select pg_advisory_xact_lock_shared(hashtextextended(${filesOf(tx)}::text, 0))
  `);

/** To remove a file: waits for those who hold it. */
export const lockFileToRemove = async (tx: Transaction, sha256: string): Promise<void> => {
  await lockFile(tx, sha256);
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${filesOf(tx)}::text, 0))`;
};

const StateRow = z.object({ sha256: z.string(), file_state: z.enum(FILE_STATES) });

export const listFileStates = async (tx: Transaction, sha256: string): Promise<FileState[]> =>
  (await listStatesOfFiles(tx, [sha256])).map((row) => row.file_state);

/** Indexes: lead_imports_file, knowledge_import_documents_file, message_attachments_sha256, case_files_sha256, messages_raw_sha256. */
export const listStatesOfFiles = async (
  { sql, actor }: Transaction,
  hashes: readonly string[],
): Promise<z.infer<typeof StateRow>[]> =>
  parseRows(
    StateRow,
    await sql`
      select file_hash as sha256, file_state
      from lead_imports
      where company_id = ${actor.companyId}::bigint and file_hash = any (${[...hashes]}::text[])
      union
      select file_hash, file_state
      from knowledge_import_documents
      where company_id = ${actor.companyId}::bigint and file_hash = any (${[...hashes]}::text[])
      union
      select sha256, file_state
      from message_attachments
      where company_id = ${actor.companyId}::bigint and sha256 = any (${[...hashes]}::text[])
      union
      select sha256, file_state
      from case_files
      where company_id = ${actor.companyId}::bigint and sha256 = any (${[...hashes]}::text[])
      union
      select raw_sha256, 'kept'
      from messages
      where company_id = ${actor.companyId}::bigint and raw_sha256 = any (${[...hashes]}::text[])
    `,
  );
