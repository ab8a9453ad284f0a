import { z } from 'zod';
import { CONVERSATION_STATUSES } from '../../domain/conversations/statuses.ts';
import type { MatchReason } from '../../domain/inbox-folders/match.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseRows } from '../shared/rows.ts';

/** Conversations as rules look at them, and what moves them. */

const FiledRow = z.object({
  id: z.number(),
  call_centre_id: z.number().nullable(),
  assigned_to: z.number().nullable(),
  subject: z.string(),
  contact_name: z.string().nullable(),
  contact_address: z.string().nullable(),
  status: z.enum(CONVERSATION_STATUSES),
  is_newsletter: z.boolean(),
  folder_id: z.number().nullable(),
  is_folder_manual: z.boolean(),
  folder_rules_version: z.number(),
  /** Its folder was deleted. */
  is_folder_gone: z.boolean(),
  /** A language model gave it the folder it is in. */
  is_filed_by_ai: z.boolean(),
  last_message_at: z.date(),
});
export type FiledRow = z.infer<typeof FiledRow>;

/** Index: folder_decisions_conversation. */
const selectFiled = (sql: Transaction['sql']) => sql`
  select conversations.id, conversations.call_centre_id, conversations.assigned_to,
    conversations.subject, conversations.contact_name, conversations.contact_address,
    conversations.status, conversations.is_newsletter, conversations.folder_id,
    conversations.is_folder_manual, conversations.folder_rules_version,
    conversations.last_message_at, inbox_folders.deleted_at is not null as is_folder_gone,
    conversations.folder_id is not null and coalesce(
      (
        select folder_decisions.source = 'ai'
        from folder_decisions
        where folder_decisions.company_id = conversations.company_id
          and folder_decisions.conversation_id = conversations.id
        order by folder_decisions.id desc
        limit 1
      ),
      false
    ) as is_filed_by_ai
  from conversations
  left join inbox_folders
    on inbox_folders.company_id = conversations.company_id
    and inbox_folders.id = conversations.folder_id
`;

/** Under its lock, if it has no folder and no person chose so. */
export const lockUnfiled = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<FiledRow | undefined> => {
  const [row] = parseRows(
    FiledRow,
    await sql`
      ${selectFiled(sql)}
      where conversations.company_id = ${actor.companyId}::bigint
        and conversations.id = ${conversationId}::bigint
        and conversations.folder_id is null
        and not conversations.is_folder_manual
        and conversations.deleted_at is null
      for no key update of conversations
    `,
  );
  return row;
};

/**
 * Those without a folder that older rules looked at. A conversation that another transaction changes is left
 * for the next call. Index: conversations_unfiled.
 */
export const lockUnfiledBefore = async (
  { sql, actor }: Transaction,
  input: { rulesVersion: number; limit: number },
): Promise<FiledRow[]> =>
  parseRows(
    FiledRow,
    await sql`
      ${selectFiled(sql)}
      where conversations.company_id = ${actor.companyId}::bigint
        and conversations.folder_id is null
        and not conversations.is_folder_manual
        and conversations.deleted_at is null
        and conversations.folder_rules_version < ${input.rulesVersion}::integer
      order by conversations.folder_rules_version, conversations.id
      limit ${input.limit}::integer
      for no key update of conversations skip locked
    `,
  );

/** What a reclassification may move: not what a person moved, unless that folder was deleted. */
const movable = (sql: Transaction['sql'], folderId: number | null) => sql`
  conversations.deleted_at is null
  and (
    not conversations.is_folder_manual
    or conversations.folder_id in (
      select gone.id
      from inbox_folders gone
      where gone.company_id = conversations.company_id
        and gone.deleted_at is not null
    )
  )
  ${folderId === null ? sql`` : sql`and conversations.folder_id = ${folderId}::bigint`}
`;

export const countMovable = async (
  { sql, actor }: Transaction,
  folderId: number | null,
): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from conversations
    where conversations.company_id = ${actor.companyId}::bigint
      and ${movable(sql, folderId)}
  `;
  return z.object({ count: z.number() }).parse(row).count;
};

/** The next ones, in the order of their ids, under their locks. Index: the primary key. */
export const lockMovable = async (
  { sql, actor }: Transaction,
  input: { folderId: number | null; afterId: number; limit: number },
): Promise<FiledRow[]> =>
  parseRows(
    FiledRow,
    await sql`
      ${selectFiled(sql)}
      where conversations.company_id = ${actor.companyId}::bigint
        and conversations.id > ${input.afterId}::bigint
        and ${movable(sql, input.folderId)}
      order by conversations.id
      limit ${input.limit}::integer
      for no key update of conversations
    `,
  );

/** To look at: the newest first. */
export const listMovable = async (
  { sql, actor }: Transaction,
  input: { limit: number },
): Promise<FiledRow[]> =>
  parseRows(
    FiledRow,
    await sql`
      ${selectFiled(sql)}
      where conversations.company_id = ${actor.companyId}::bigint
        and ${movable(sql, null)}
      order by conversations.last_message_at desc, conversations.id desc
      limit ${input.limit}::integer
    `,
  );

/** The newest that a caller may read, without newsletters. Index: conversations_recent. */
export const listNewest = async (
  { sql, actor }: Transaction,
  input: { scope: Scope; limit: number },
): Promise<FiledRow[]> =>
  parseRows(
    FiledRow,
    await sql`
      ${selectFiled(sql)}
      where conversations.company_id = ${actor.companyId}::bigint
        and conversations.deleted_at is null
        and not conversations.is_newsletter
        and ${reachCondition(sql, input.scope, {
          userId: 'conversations.assigned_to',
          callCentreId: 'conversations.call_centre_id',
        })}
      order by conversations.last_message_at desc, conversations.id desc
      limit ${input.limit}::integer
    `,
  );

/**
 * Which of these folders exist. Until the end of the transaction they are not deleted: whoever deletes one
 * waits, and then finds what was moved there.
 */
export const holdFolders = async (
  { sql, actor }: Transaction,
  ids: readonly number[],
): Promise<number[]> =>
  parseRows(
    z.object({ id: z.number() }),
    await sql`
      select inbox_folders.id
      from inbox_folders
      where inbox_folders.company_id = ${actor.companyId}::bigint
        and inbox_folders.id = any(${[...ids]}::bigint[])
        and inbox_folders.deleted_at is null
      order by inbox_folders.id
      for share
    `,
  ).map(({ id }) => id);

export interface FolderMove {
  conversationId: number;
  /** Null: no folder. */
  folderId: number | null;
  isManual: boolean;
  reason: MatchReason | null;
}

export interface DecisionSource {
  source: 'rules' | 'reclassify' | 'person';
  rulesVersion: number | null;
  decidedBy: number | null;
}

/** Under the locks of the conversations. Each move is a decision that says why. */
export const moveToFolders = async (
  { sql, actor }: Transaction,
  moves: readonly FolderMove[],
  { source, rulesVersion, decidedBy }: DecisionSource,
): Promise<void> => {
  if (moves.length === 0) return;
  await sql`
    with moves as materialized (
      select move.*
      from jsonb_to_recordset(${json(sql, moves.map(moveRow))}) as move(
        conversation_id bigint, folder_id bigint, is_manual boolean, reason jsonb
      )
    ),
    moved as (
      update conversations
      set folder_id = moves.folder_id,
          is_folder_manual = moves.is_manual,
          folder_rules_version =
            coalesce(${rulesVersion}::integer, conversations.folder_rules_version),
          updated_at = now()
      from moves
      where conversations.company_id = ${actor.companyId}::bigint
        and conversations.id = moves.conversation_id
    )
    insert into folder_decisions (
      company_id, conversation_id, folder_id, source, reason, rules_version, decided_by
    )
    select ${actor.companyId}::bigint, moves.conversation_id, moves.folder_id, ${source}::text,
      moves.reason, ${rulesVersion}::integer, ${decidedBy}::bigint
    from moves
    order by moves.conversation_id
  `;
};

const moveRow = (move: FolderMove) => ({
  conversation_id: move.conversationId,
  folder_id: move.folderId,
  is_manual: move.isManual,
  reason: move.reason ?? {},
});

/** These rules looked at them, and they stay without a folder. */
export const setLookedAt = async (
  { sql, actor }: Transaction,
  input: { conversationIds: readonly number[]; rulesVersion: number },
): Promise<void> => {
  if (input.conversationIds.length === 0) return;
  await sql`
    update conversations
    set folder_rules_version = ${input.rulesVersion}::integer
    where conversations.company_id = ${actor.companyId}::bigint
      and conversations.id = any(${[...input.conversationIds]}::bigint[])
      and conversations.folder_rules_version <> ${input.rulesVersion}::integer
  `;
};
