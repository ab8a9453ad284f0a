import { z } from 'zod';
import { HIDDEN_COUNT_MAX } from '../../domain/conversations/counts.ts';
import { CONVERSATION_STATUSES } from '../../domain/conversations/statuses.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';
import { withinReach } from './records.ts';

const Counted = { count: z.number(), unread_count: z.number() };

const Counts = z.object({
  ...Counted,
  statuses: z.array(z.object({ status: z.enum(CONVERSATION_STATUSES), ...Counted })),
  folders: z.array(z.object({ folder_id: z.number().nullable(), ...Counted })),
  assignees: z.array(z.object({ user_id: z.number().nullable(), ...Counted })),
  snoozed_count: z.number(),
  auto_reply_count: z.number(),
  unread_newsletter_count: z.number(),
  unread_spam_count: z.number(),
});
export type Counts = z.infer<typeof Counts>;

/**
 * Open conversations within reach by status, folder and assignee, without snoozed ones and newsletters; and what
 * is hidden. Indexes: conversations_open, which holds all that is counted, conversations_hidden, auto_replies_waiting.
 */
export const countOpen = async ({ sql, actor }: Transaction, scope: Scope): Promise<Counts> => {
  const isOfCompany = sql`
    conversations.company_id = ${actor.companyId}::bigint
    and conversations.deleted_at is null
    and ${withinReach(sql, scope)}
  `;
  const hidden = (condition: ReturnType<typeof withinReach>) => sql`
    (
      select count(*)
      from (
        select 1
        from conversations
        where ${isOfCompany} and conversations.is_unread and ${condition}
        limit ${HIDDEN_COUNT_MAX}::integer
      ) as found
    )
  `;
  const grouped = (column: string) => sql`
    (
      select coalesce(
        jsonb_agg(
          jsonb_build_object(
            ${column}::text, ${sql(column)}, 'count', shown, 'unread_count', unread
          )
          order by ${sql(column)} nulls first
        ),
        '[]'
      )
      from (
        select ${sql(column)}, sum(shown)::bigint as shown, sum(unread)::bigint as unread
        from groups
        where shown > 0
        group by ${sql(column)}
      ) as summed
    )
  `;
  const row = parseFirst(
    Counts,
    await sql`
      with groups as materialized (
        select conversations.folder_id, conversations.status, conversations.assigned_to as user_id,
          count(*) filter (where not snoozed) as shown,
          count(*) filter (where not snoozed and conversations.is_unread) as unread,
          count(*) filter (where snoozed) as snoozed
        from conversations
        cross join lateral (
          select coalesce(conversations.snoozed_until > now(), false) as snoozed
        ) as state
        where ${isOfCompany}
          and conversations.status in ('nouveau', 'en_cours', 'urgent')
          and not conversations.is_newsletter
        group by conversations.folder_id, conversations.status, conversations.assigned_to
      )
      select coalesce(sum(shown), 0)::bigint as count,
        coalesce(sum(unread), 0)::bigint as unread_count,
        coalesce(sum(snoozed), 0)::bigint as snoozed_count,
        ${grouped('status')} as statuses, ${grouped('folder_id')} as folders,
        ${grouped('user_id')} as assignees,
        ${hidden(sql`conversations.is_newsletter and conversations.status <> 'spam'`)}
          as unread_newsletter_count,
        ${hidden(sql`conversations.status = 'spam'`)} as unread_spam_count,
        (
          select count(*)
          from (
            select 1
            from auto_replies
            join conversations
              on conversations.company_id = auto_replies.company_id
              and conversations.id = auto_replies.conversation_id
            where auto_replies.company_id = ${actor.companyId}::bigint
              and auto_replies.status = 'waiting'
              and ${isOfCompany}
            limit ${HIDDEN_COUNT_MAX}::integer
          ) as found
        ) as auto_reply_count
      from groups
    `,
  );
  if (!row) throw new Error('an aggregate always has a row');
  return row;
};
