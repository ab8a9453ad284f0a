import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';
import type { withinReach } from './records.ts';

/** What happened to a conversation: audit entries, and decisions on its folder. As in leads, `at` is a text. */

const CHANGE_OPERATIONS = [
  'conversations.create',
  'conversations.status',
  'conversations.assign',
  'conversations.update',
  'conversations.snooze',
  'conversations.wake',
  'conversations.link',
  'conversations.merge',
  'conversations.split',
] as const;

interface TimelineInput {
  conversationId: number;
  /** The position after which the page starts. */
  before: { at: string; key: string } | undefined;
  limit: number;
}

/** Sorts before and after every other position. */
const LATEST = { at: 'infinity', key: '' };

const Values = z.record(z.string(), z.unknown()).nullable();

type Fragment = ReturnType<typeof withinReach>;

const TimelineRow = z.object({
  key: z.string(),
  at: z.string(),
  operation: z.enum([...CHANGE_OPERATIONS, 'filed']),
  by: z.string().nullable(),
  before: Values,
  after: Values,
});
export type TimelineRow = z.infer<typeof TimelineRow>;

/** Newest first. Indexes: audit_entries_conversation_changes, folder_decisions_conversation. */
export const listConversationChanges = async (
  { sql, actor }: Transaction,
  { conversationId, before = LATEST, limit }: TimelineInput,
): Promise<TimelineRow[]> => {
  const isEarlier = (key: Fragment, at: Fragment) => sql`
    ${at} <= ${before.at}::text::timestamptz
    and (${at}, ${key} collate "C") < (${before.at}::text::timestamptz, ${before.key}::text collate "C")
  `;
  const changeKey = sql`'c' || lpad(sequence::text, 19, '0')`;
  const decisionKey = sql`'d' || lpad(decision.id::text, 19, '0')`;
  return parseRows(
    TimelineRow,
    await sql`
      select change.key,
        to_char(change.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
        change.operation, users.name as by, change.before, change.after
      from (
        (
          select ${changeKey} as key, occurred_at as at, entry ->> 'operation' as operation,
            (entry ->> 'user_id')::bigint as user_id, entry -> 'before' as before,
            entry -> 'after' as after
          from audit_entries
          where company_id = ${actor.companyId}::bigint
            and resource_type = 'conversation'
            and entry ->> 'operation' in (
              'conversations.create', 'conversations.status', 'conversations.assign',
              'conversations.update', 'conversations.snooze', 'conversations.wake',
              'conversations.link', 'conversations.merge', 'conversations.split'
            )
            and resource_id = ${String(conversationId)}::text
            and ${isEarlier(changeKey, sql`occurred_at`)}
          order by occurred_at desc, sequence desc
          limit ${limit}::integer
        )
        union all
        (
          select ${decisionKey}, decision.created_at, 'filed', decision.decided_by, null,
            jsonb_build_object(
              'folder_id', decision.folder_id, 'folder_name', folders.name,
              'source', decision.source, 'reason', decision.reason
            )
          from folder_decisions decision
          left join inbox_folders folders
            on folders.company_id = decision.company_id and folders.id = decision.folder_id
          where decision.company_id = ${actor.companyId}::bigint
            and decision.conversation_id = ${conversationId}::bigint
            and ${isEarlier(decisionKey, sql`decision.created_at`)}
          order by decision.id desc
          limit ${limit}::integer
        )
      ) change
      left join users
        on users.company_id = ${actor.companyId}::bigint and users.id = change.user_id
      order by change.at desc, change.key collate "C" desc
      limit ${limit}::integer
    `,
  );
};
