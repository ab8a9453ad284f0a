import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import {
  AI_PART_OUTCOMES,
  isReclassificationOpen,
  RECLASSIFICATION_STATUSES,
  type ReclassificationStatus,
} from '../../domain/reclassifications/statuses.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Reclassifications: what they are about, and how far they are. */

const ReclassificationRow = z.object({
  id: z.string(),
  folder_id: z.number().nullable(),
  target_folder_id: z.number().nullable(),
  rules_version: z.number(),
  status: z.enum(RECLASSIFICATION_STATUSES),
  total_count: z.number(),
  done_count: z.number(),
  moved_count: z.number(),
  last_conversation_id: z.number(),
  uses_ai: z.boolean(),
  ai_total_count: z.number().nullable(),
  ai_asked_count: z.number(),
  ai_filed_count: z.number(),
  ai_last_conversation_id: z.number().nullable(),
  ai_outcome: z.enum(AI_PART_OUTCOMES).nullable(),
  requested_by: z.number().nullable(),
  requested_by_name: z.string().nullable(),
  created_at: z.date(),
  finished_at: z.date().nullable(),
  /** It empties a folder that was deleted. */
  is_folder_gone: z.boolean(),
});
export type ReclassificationRow = z.infer<typeof ReclassificationRow>;

const selectReclassification = (sql: Transaction['sql']) => sql`
  select reclassifications.id, reclassifications.folder_id, reclassifications.target_folder_id,
    reclassifications.rules_version, reclassifications.status, reclassifications.total_count,
    reclassifications.done_count, reclassifications.moved_count,
    reclassifications.last_conversation_id, reclassifications.uses_ai,
    reclassifications.ai_total_count, reclassifications.ai_asked_count,
    reclassifications.ai_filed_count, reclassifications.ai_last_conversation_id,
    reclassifications.ai_outcome, reclassifications.requested_by,
    users.name as requested_by_name, reclassifications.created_at, reclassifications.finished_at,
    inbox_folders.deleted_at is not null as is_folder_gone
  from reclassifications
  left join users
    on users.company_id = reclassifications.company_id
    and users.id = reclassifications.requested_by
  left join inbox_folders
    on inbox_folders.company_id = reclassifications.company_id
    and inbox_folders.id = reclassifications.folder_id
`;

/** Newest first: ids are UUIDv7. Index: reclassifications_company. */
export const listReclassifications = async (
  { sql, actor }: Transaction,
  input: { beforeId: string | undefined; limit: number },
): Promise<ReclassificationRow[]> =>
  parseRows(
    ReclassificationRow,
    await sql`
      ${selectReclassification(sql)}
      where reclassifications.company_id = ${actor.companyId}::bigint
        ${input.beforeId === undefined ? sql`` : sql`and reclassifications.id < ${input.beforeId}::uuid`}
      order by reclassifications.id desc
      limit ${input.limit}::integer
    `,
  );

export const findReclassification = async (
  { sql, actor }: Transaction,
  { id, isLocked = false }: { id: string; isLocked?: boolean },
): Promise<ReclassificationRow | undefined> =>
  parseFirst(
    ReclassificationRow,
    await sql`
      ${selectReclassification(sql)}
      where reclassifications.company_id = ${actor.companyId}::bigint
        and reclassifications.id = ${id}::uuid
      ${isLocked ? sql`for no key update of reclassifications` : sql``}
    `,
  );

export const insertReclassification = async (
  { sql, actor }: Transaction,
  input: {
    id: string;
    folderId: number | null;
    targetFolderId: number | null;
    rulesVersion: number;
    totalCount: number;
    usesAi: boolean;
  },
): Promise<void> => {
  await sql`
    insert into reclassifications (
      id, company_id, folder_id, target_folder_id, rules_version, status, total_count, uses_ai,
      requested_by
    )
    values (
      ${input.id}::uuid, ${actor.companyId}::bigint, ${input.folderId}::bigint,
      ${input.targetFolderId}::bigint, ${input.rulesVersion}::integer, 'waiting',
      ${input.totalCount}::integer, ${input.usesAi}::boolean, ${actor.userId}::bigint
    )
  `;
};

/**
 * Ends the open runs whose work a newer one does: those of the same folder, or if it is about all
 * conversations, all but those that move the conversations of a deleted folder to a chosen one. Out: their ids, and
 * whether they use a language model.
 */
export const supersedeReclassifications = async (
  { sql, actor }: Transaction,
  { folderId }: { folderId: number | null },
): Promise<{ id: string; uses_ai: boolean }[]> =>
  parseRows(
    z.object({ id: z.string(), uses_ai: z.boolean() }),
    await sql`
      update reclassifications
      set status = 'superseded',
          updated_at = now(),
          finished_at = now()
      where reclassifications.company_id = ${actor.companyId}::bigint
        and reclassifications.status in ('waiting', 'running')
        and reclassifications.target_folder_id is null
        ${folderId === null ? sql`` : sql`and reclassifications.folder_id = ${folderId}::bigint`}
      returning reclassifications.id, reclassifications.uses_ai
    `,
  );

/** Under the lock of the row. */
export const advanceReclassification = async (
  { sql, actor }: Transaction,
  input: { id: string; doneCount: number; movedCount: number; lastConversationId: number },
): Promise<void> => {
  await sql`
    update reclassifications
    set status = 'running',
        done_count = done_count + ${input.doneCount}::integer,
        moved_count = moved_count + ${input.movedCount}::integer,
        total_count = greatest(total_count, done_count + ${input.doneCount}::integer),
        last_conversation_id = ${input.lastConversationId}::bigint,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::uuid
  `;
};

/** Under the lock of the row: how the part is that asks a language model. */
export const saveAiPart = async (
  { sql, actor }: Transaction,
  row: Pick<
    ReclassificationRow,
    | 'id'
    | 'ai_total_count'
    | 'ai_asked_count'
    | 'ai_filed_count'
    | 'ai_last_conversation_id'
    | 'ai_outcome'
    | 'moved_count'
  >,
): Promise<void> => {
  await sql`
    update reclassifications
    set ai_total_count = ${row.ai_total_count}::integer,
        ai_asked_count = ${row.ai_asked_count}::integer,
        ai_filed_count = ${row.ai_filed_count}::integer,
        ai_last_conversation_id = ${row.ai_last_conversation_id}::bigint,
        ai_outcome = ${row.ai_outcome}::text,
        moved_count = ${row.moved_count}::integer,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${row.id}::uuid
  `;
};

/** Under the lock of the row. */
export const setReclassificationStatus = async (
  { sql, actor }: Transaction,
  { id, status }: { id: string; status: ReclassificationStatus },
): Promise<void> => {
  await sql`
    update reclassifications
    set status = ${status}::text,
        updated_at = now(),
        finished_at = ${isReclassificationOpen(status) ? sql`null` : sql`now()`}
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::uuid
  `;
};

export const listQuietReclassifications = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<{ company_id: number; reclassification_id: string }[]> =>
  parseRows(
    z.object({ company_id: z.number(), reclassification_id: z.string() }),
    await database`
      select company_id, reclassification_id
      from list_quiet_reclassifications(
        ${input.after ?? NIL_UUID}::uuid, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );
