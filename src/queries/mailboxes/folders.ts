import { z } from 'zod';
import type { MailFailure } from '../../domain/mailboxes/failures.ts';
import { FOLDER_PHASES, FOLDER_ROLES, type FolderPhase } from '../../domain/mailboxes/sync.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/** How far the folders of a mailbox are read. */

const FolderRow = z.object({
  path: z.string(),
  role: z.enum(FOLDER_ROLES),
  uid_validity: z.number(),
  uid_next: z.number(),
  highest_modseq: z.number().nullable(),
  phase: z.enum(FOLDER_PHASES),
  read_since: z.date().nullable(),
  silent_below_uid: z.number().nullable(),
  news_since: z.date().nullable(),
  known_below_uid: z.number().nullable(),
  window_attempt_count: z.number(),
  gap_from_uid: z.number().nullable(),
  gap_check_count: z.number(),
  failure_code: z.string().nullable(),
  failed_at: z.date().nullable(),
  synced_at: z.date().nullable(),
});
export type FolderRow = z.infer<typeof FolderRow>;

/** INBOX first. */
export const listFolders = async (
  { sql, actor }: Transaction,
  mailboxId: number,
): Promise<FolderRow[]> =>
  parseRows(
    FolderRow,
    await sql`
      select path, role, uid_validity, uid_next, highest_modseq, phase, read_since, silent_below_uid,
        news_since, known_below_uid, window_attempt_count, gap_from_uid, gap_check_count,
        failure_code, failed_at, synced_at
      from mailbox_folders
      where company_id = ${actor.companyId}::bigint and mailbox_id = ${mailboxId}::bigint
      order by role, path
    `,
  );

interface FolderStart {
  mailboxId: number;
  path: string;
  role: FolderRow['role'];
  uidValidity: number;
  phase: FolderPhase;
  readSince: Date;
  silentBelowUid: number;
  newsSince: Date | null;
}

/** Reads the folder from its first message again. */
export const startFolder = async (
  { sql, actor }: Transaction,
  input: FolderStart,
): Promise<void> => {
  await sql`
    insert into mailbox_folders (
      company_id, mailbox_id, path, role, uid_validity, uid_next, phase, read_since,
      silent_below_uid, news_since
    )
    values (
      ${actor.companyId}::bigint, ${input.mailboxId}::bigint, ${input.path}::text,
      ${input.role}::text, ${input.uidValidity}::bigint, 1, ${input.phase}::text,
      ${input.readSince}::timestamptz, ${input.silentBelowUid}::bigint,
      ${input.newsSince}::timestamptz
    )
    on conflict (company_id, mailbox_id, path) do update
    set role = excluded.role, uid_validity = excluded.uid_validity, uid_next = 1,
        highest_modseq = null, phase = excluded.phase, read_since = excluded.read_since,
        silent_below_uid = excluded.silent_below_uid, news_since = excluded.news_since,
        known_below_uid = null, window_attempt_count = 0,
        gap_from_uid = null, gap_check_count = 0
  `;
};

interface FolderKey {
  mailboxId: number;
  path: string;
  uidValidity: number;
}

/** Committed before a window is read: whether it is ended is known even if the process dies. */
export const beginWindow = async (
  { sql, actor }: Transaction,
  { mailboxId, path, uidValidity }: FolderKey,
): Promise<void> => {
  await sql`
    update mailbox_folders
    set window_attempt_count = window_attempt_count + 1
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${mailboxId}::bigint
      and path = ${path}::text
      and uid_validity = ${uidValidity}::bigint
  `;
};

/** Twice, or by a run that lost the mailbox: the folder never moves back. */
export const endWindow = async (
  { sql, actor }: Transaction,
  { mailboxId, path, uidValidity, uidNext }: FolderKey & { uidNext: number },
): Promise<void> => {
  await sql`
    update mailbox_folders
    set uid_next = greatest(uid_next, ${uidNext}::bigint), window_attempt_count = 0
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${mailboxId}::bigint
      and path = ${path}::text
      and uid_validity = ${uidValidity}::bigint
  `;
};

/** Messages from `gap.fromUid` on that were announced are searched again. Null: every one was shown. */
export const setGap = async (
  { sql, actor }: Transaction,
  input: FolderKey & { gap: { fromUid: number; checkCount: number } | null },
): Promise<void> => {
  await sql`
    update mailbox_folders
    set gap_from_uid = ${input.gap?.fromUid ?? null}::bigint,
        gap_check_count = ${input.gap?.checkCount ?? 0}::integer
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${input.mailboxId}::bigint
      and path = ${input.path}::text
      and uid_validity = ${input.uidValidity}::bigint
  `;
};

/** Everything that was there is read. */
export const endFolder = async (
  { sql, actor }: Transaction,
  input: FolderKey & { uidNext: number | null; highestModseq: number | null; at: Date },
): Promise<void> => {
  await sql`
    update mailbox_folders
    set uid_next = greatest(uid_next, ${input.uidNext ?? 0}::bigint),
        highest_modseq = ${input.highestModseq}::bigint,
        phase = 'following', silent_below_uid = null, news_since = null,
        read_since =
          case when known_below_uid > greatest(uid_next, ${input.uidNext ?? 0}::bigint)
            then read_since end,
        known_below_uid =
          case when known_below_uid > greatest(uid_next, ${input.uidNext ?? 0}::bigint)
            then known_below_uid end,
        failure_code = null, failed_at = null, synced_at = ${input.at}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${input.mailboxId}::bigint
      and path = ${input.path}::text
      and uid_validity = ${input.uidValidity}::bigint
  `;
};

/**
 * UIDNEXT went down under the same UIDVALIDITY: the server was restored and gives UIDs again that other messages
 * had, or it shows an old state for a while. What was known stays known.
 */
export const setFolderBack = async (
  { sql, actor }: Transaction,
  {
    mailboxId,
    path,
    uidNext,
    readSince,
  }: Omit<FolderKey, 'uidValidity'> & {
    uidNext: number;
    readSince: Date;
  },
): Promise<void> => {
  await sql`
    update mailbox_folders
    set known_below_uid = greatest(known_below_uid, uid_next), uid_next = ${uidNext}::bigint,
        read_since = coalesce(read_since, ${readSince}::timestamptz), gap_from_uid = null,
        gap_check_count = 0
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${mailboxId}::bigint
      and path = ${path}::text
  `;
};

/** Why it can't be read. */
export const failFolder = async (
  { sql, actor }: Transaction,
  { mailboxId, path, code, at }: Omit<FolderKey, 'uidValidity'> & { code: MailFailure; at: Date },
): Promise<void> => {
  await sql`
    update mailbox_folders
    set failure_code = ${code}::text, failed_at = ${at}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${mailboxId}::bigint
      and path = ${path}::text
  `;
};

/** Folders that are not read any more. Their items stay. */
export const forgetFolders = async (
  { sql, actor }: Transaction,
  { mailboxId, keptPaths }: { mailboxId: number; keptPaths: readonly string[] },
): Promise<void> => {
  await sql`
    delete from mailbox_folders
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${mailboxId}::bigint
      and path <> all(${[...keptPaths]}::text[])
  `;
};
