import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database.ts';
import { FILE_STATES } from '../shared/stored-files.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Uploads that no message has taken. */

const ExpiredUploadRow = z.object({ company_id: z.number(), attachment_id: z.number() });
export type ExpiredUploadRow = z.infer<typeof ExpiredUploadRow>;

/** Uploads to purge, removals that a process left unfinished, and their traces. Oldest first. */
export const listExpiredUploads = async (
  database: Database,
  { unsentDays, limit }: { unsentDays: number; limit: number },
): Promise<ExpiredUploadRow[]> =>
  parseRows(
    ExpiredUploadRow,
    await database`
      select company_id, attachment_id
      from list_expired_uploads(${unsentDays}::integer, ${limit}::integer)
    `,
  );

const UploadRow = z.object({
  sha256: z.string(),
  conversation_id: z.number().nullable(),
  file_state: z.enum(FILE_STATES),
  file_state_at: z.date(),
  created_at: z.date(),
});

/** Undefined: a message has taken it, or it is gone. */
export const findUnsentUpload = async (
  { sql, actor }: Transaction,
  { id, isLocked = false }: { id: number; isLocked?: boolean },
): Promise<z.infer<typeof UploadRow> | undefined> =>
  parseFirst(
    UploadRow,
    await sql`
      select sha256, conversation_id, file_state, file_state_at, created_at
      from message_attachments
      where company_id = ${actor.companyId}::bigint
        and id = ${id}::bigint
        and message_id is null
        and sha256 is not null
      ${isLocked ? sql`for update` : sql``}
    `,
  );

/** It leaves its conversation and loses its name, so that nobody finds or sends it. */
export const setUploadState = async (
  { sql, actor }: Transaction,
  { id, state }: { id: number; state: 'removing' | 'removed' },
): Promise<void> => {
  await sql`
    update message_attachments
    set file_state = ${state}::text, file_state_at = now(), conversation_id = null, file_name = '-'
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint and message_id is null
  `;
};

export const deleteUpload = async ({ sql, actor }: Transaction, id: number): Promise<void> => {
  await sql`
    delete from message_attachments
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::bigint
      and message_id is null
      and file_state = 'removed'
  `;
};
