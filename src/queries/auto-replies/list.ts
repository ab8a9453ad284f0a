import { z } from 'zod';
import type { AutoReplyFilter } from '../../domain/auto-replies/shapes.ts';
import { isOpen } from '../../domain/auto-replies/statuses.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { withinReach } from '../conversations/records.ts';
import { parseRows } from '../shared/rows.ts';
import { autoReplyColumns, AutoReplyRow } from './records.ts';

const ListedRow = AutoReplyRow.extend({ sort_key: z.number() });

/**
 * Open ones: those that end first, first; what does not end, by age. Ended ones of a status: those that ended last, first.
 * Of one conversation: the newest first. Indexes: auto_replies_waiting, auto_replies_conversation.
 */
export const listAutoReplies = async (
  { sql, actor }: Transaction,
  {
    scope,
    filter,
    after,
    limit,
  }: {
    scope: Scope;
    filter: AutoReplyFilter;
    after: readonly [id: string, sortKey: number] | undefined;
    limit: number;
  },
): Promise<z.infer<typeof ListedRow>[]> => {
  const { conversation_id: conversationId, folder_id: folderId, assigned_to: who } = filter;
  const { status, approval } = filter;
  const sortKey = sortKeyOf(sql, filter);
  return parseRows(
    ListedRow,
    await sql`
      select ${autoReplyColumns(sql)}, ${sortKey} as sort_key
      from auto_replies
      join conversations
        on conversations.company_id = auto_replies.company_id
        and conversations.id = auto_replies.conversation_id
      where auto_replies.company_id = ${actor.companyId}::bigint
        and ${withinReach(sql, scope)}
        ${status === undefined ? sql`` : sql`and auto_replies.status = ${status}::text`}
        ${approval === undefined ? sql`` : sql`and auto_replies.status = 'accepted' and (auto_replies.decided_by is null) = ${approval === 'alone'}::boolean`}
        ${conversationId === undefined ? sql`` : sql`and auto_replies.conversation_id = ${conversationId}::bigint`}
        ${folderId === undefined ? sql`` : sql`and auto_replies.folder_id = ${folderId}::bigint`}
        ${who === undefined ? sql`` : sql`and ${assignedTo(sql, who === 'me' ? actor.userId : who)}`}
        ${after === undefined ? sql`` : sql`and (${sortKey}, auto_replies.id) > (${after[1]}::bigint, ${after[0]}::uuid)`}
      order by sort_key, auto_replies.id
      limit ${limit}::integer
    `,
  );
};

/** In microseconds; below 0 where the newest comes first. */
const sortKeyOf = (
  sql: Transaction['sql'],
  { conversation_id: conversationId, status, approval }: AutoReplyFilter,
) => {
  if (conversationId !== undefined) {
    return sql`(extract(epoch from auto_replies.created_at) * -1000000)::bigint`;
  }
  const isEnded = approval !== undefined || (status !== undefined && !isOpen(status));
  return isEnded
    ? sql`(
        extract(epoch from coalesce(auto_replies.decided_at, auto_replies.updated_at)) * -1000000
      )::bigint`
    : sql`(
        extract(epoch from coalesce(auto_replies.expires_at, auto_replies.created_at)) * 1000000
      )::bigint`;
};

const assignedTo = (sql: Transaction['sql'], who: number | 'none' | null) =>
  who === 'none'
    ? sql`auto_replies.assigned_to is null`
    : sql`auto_replies.assigned_to = ${who}::bigint`;
