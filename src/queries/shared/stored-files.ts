import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from './rows.ts';

/** What the rows of all capabilities say of a stored file. Several rows may name the same one: its name is its content. */

/** `removing`: a process removes the file. `removed`: it did, and the row remembers it. */
export const FILE_STATES = ['kept', 'removing', 'removed'] as const;
export type FileState = (typeof FILE_STATES)[number];

/** Until the end of the transaction. */
export const lockFile = async ({ sql, actor }: Transaction, sha256: string): Promise<void> => {
  const name = `file/${actor.companyId}/${sha256}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}::text, 0))`;
};

/** Indexes: lead_imports_file, message_attachments_sha256, messages_raw_sha256. */
export const listFileStates = async (
  { sql, actor }: Transaction,
  sha256: string,
): Promise<FileState[]> =>
  parseRows(
    z.object({ file_state: z.enum(FILE_STATES) }),
    await sql`
      select file_state
      from lead_imports
      where company_id = ${actor.companyId}::bigint and file_hash = ${sha256}::text
      union
      select file_state
      from message_attachments
      where company_id = ${actor.companyId}::bigint and sha256 = ${sha256}::text
      union
      select 'kept'
      from messages
      where company_id = ${actor.companyId}::bigint and raw_sha256 = ${sha256}::text
    `,
  ).map((row) => row.file_state);
