import { z } from 'zod';
import type { AutoReplyFilter } from '../../domain/auto-replies/shapes.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { withinReach } from '../conversations/records.ts';
import { parseRows } from '../shared/rows.ts';
import { autoReplyColumns, AutoReplyRow } from './records.ts';

const ListedRow = AutoReplyRow.extend({ sort_key: z.number() });

/**
 * Those that end first, first; what does not end, by age. Of one conversation: the newest first. Indexes:
 * auto_replies_waiting, auto_replies_conversation.
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
  const { conversation_id: conversationId, status } = filter;
  const sortKey =
    conversationId === undefined
      ? sql`(
          extract(epoch from coalesce(auto_replies.expires_at, auto_replies.created_at)) * 1000000
        )::bigint`
      : sql`(extract(epoch from auto_replies.created_at) * -1000000)::bigint`;
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
        ${conversationId === undefined ? sql`` : sql`and auto_replies.conversation_id = ${conversationId}::bigint`}
        ${after === undefined ? sql`` : sql`and (${sortKey}, auto_replies.id) > (${after[1]}::bigint, ${after[0]}::uuid)`}
      order by sort_key, auto_replies.id
      limit ${limit}::integer
    `,
  );
};
