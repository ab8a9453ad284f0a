import { z } from 'zod';
import { CHANNELS, CONVERSATION_STATUSES } from '../../domain/conversations/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  counted,
  periodOf,
  planAnew,
  quarterOf,
  within,
  type Fragment,
  type Sql,
  type StatisticsInput,
} from './range.ts';

const duration = z.object({
  count: z.number(),
  mean: z.number().nullable(),
  median: z.number().nullable(),
  business_mean: z.number().nullable(),
  business_median: z.number().nullable(),
});

const ConversationCounts = z.object({
  conversation_count: z.number(),
  resolved_count: z.number(),
  first_reply: duration,
  resolution: duration,
  by_period: z.array(z.object({ since: z.string(), count: z.number() })),
  by_folder: z.array(
    z.object({ folder_id: z.number().nullable(), name: z.string().nullable(), count: z.number() }),
  ),
  by_status: z.array(z.object({ status: z.enum(CONVERSATION_STATUSES), count: z.number() })),
  by_channel: z.array(z.object({ channel: z.enum(CHANNELS), count: z.number() })),
  by_agent: z.array(
    z.object({ user_id: z.number().nullable(), name: z.string().nullable(), count: z.number() }),
  ),
});
export type ConversationCounts = z.infer<typeof ConversationCounts>;

/** The seconds of one kind and those of business hours, as one object. */
const durationOf = (sql: Sql, seconds: Fragment, business: Fragment): Fragment => sql`
  jsonb_build_object(
    'count', count(${seconds}),
    'mean', round(avg(${seconds})),
    'median', percentile_disc(0.5) within group (order by ${seconds}),
    'business_mean', round(avg(${business})),
    'business_median', percentile_disc(0.5) within group (order by ${business})
  )
`;

const listed = (sql: Sql, rows: Fragment): Fragment => sql`
  (select coalesce(jsonb_agg(to_jsonb(listed)), '[]') from (${rows}) as listed)
`;

/** More than a company has folders or agents. */
const GROUP_COUNT_MAX = 500;

/** A conversation begins with its first message from outside, or when we open it. */
const beganAt = (sql: Sql): Fragment =>
  sql`coalesce(conversations.first_inbound_at, conversations.created_at)`;

const byPeriod = (sql: Sql, input: StatisticsInput): Fragment =>
  listed(
    sql,
    sql`
      select ${periodOf(sql, sql`grouped.quarter`, input)}::text as since,
        sum(grouped.count)::bigint as count
      from grouped
      where grouped.is_quarter
      group by 1
    `,
  );

const byFolder = ({ sql, actor }: Transaction): Fragment =>
  listed(
    sql,
    sql`
      select grouped.folder_id, inbox_folders.name, grouped.count
      from grouped
      left join inbox_folders
        on inbox_folders.company_id = ${actor.companyId}::bigint
        and inbox_folders.id = grouped.folder_id
      where grouped.is_folder
      order by grouped.count desc, grouped.folder_id
      limit ${GROUP_COUNT_MAX}::integer
    `,
  );

const byAgent = ({ sql, actor }: Transaction): Fragment =>
  listed(
    sql,
    sql`
      select grouped.assigned_to as user_id, users.name, grouped.count
      from grouped
      left join users
        on users.company_id = ${actor.companyId}::bigint and users.id = grouped.assigned_to
      where grouped.is_agent
      order by grouped.count desc, grouped.assigned_to
      limit ${GROUP_COUNT_MAX}::integer
    `,
  );

const byChannel = (sql: Sql): Fragment =>
  listed(
    sql,
    sql`
      select grouped.channel, grouped.count
      from grouped
      where grouped.is_channel
      order by grouped.count desc, grouped.channel
    `,
  );

const byStatus = (sql: Sql): Fragment =>
  listed(
    sql,
    sql`
      select began.status, count(*) as count
      from began
      group by began.status
      order by count(*) desc, began.status
    `,
  );

/**
 * Of the conversations that began in the range, by one reading of them. Spam is in `by_status` only. Index:
 * conversations_began.
 */
export const countConversations = async (
  tx: Transaction,
  input: StatisticsInput,
): Promise<ConversationCounts> => {
  const { sql } = tx;
  planAnew(tx);
  const [row] = await sql`
    with began as materialized (
      select ${quarterOf(sql, beganAt(sql))} as quarter, conversations.folder_id,
        conversations.status, conversations.channel, conversations.assigned_to,
        conversations.first_reply_seconds, conversations.first_reply_business_seconds,
        conversations.resolution_seconds, conversations.resolution_business_seconds
      from conversations
      where ${counted(tx, input)}
        and ${within(sql, beganAt(sql), input)}
    ),
    grouped as materialized (
      select began.quarter, began.folder_id, began.channel, began.assigned_to,
        grouping(began.quarter) = 0 as is_quarter, grouping(began.folder_id) = 0 as is_folder,
        grouping(began.channel) = 0 as is_channel, grouping(began.assigned_to) = 0 as is_agent,
        count(*) as count
      from began
      where began.status <> 'spam'
      group by grouping sets (
        (began.quarter), (began.folder_id), (began.channel), (began.assigned_to)
      )
    )
    select count(*) as conversation_count,
      count(*) filter (where began.status in ('resolu', 'archive')) as resolved_count,
      ${durationOf(sql, sql`began.first_reply_seconds`, sql`began.first_reply_business_seconds`)}
        as first_reply,
      ${durationOf(sql, sql`began.resolution_seconds`, sql`began.resolution_business_seconds`)}
        as resolution,
      ${byPeriod(sql, input)} as by_period, ${byFolder(tx)} as by_folder,
      ${byStatus(sql)} as by_status, ${byChannel(sql)} as by_channel, ${byAgent(tx)} as by_agent
    from began
    where began.status <> 'spam'
  `;
  return ConversationCounts.parse(row);
};
