import { z } from 'zod';
import type { FollowUpFilter } from '../../domain/follow-ups/shapes.ts';
import { FOLLOW_UP_CANCEL_REASONS, FOLLOW_UP_STATUSES } from '../../domain/follow-ups/statuses.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Follow-ups, with the names of what they refer to. Their centre is that of their user. */

export const FollowUpRow = z.object({
  id: z.number(),
  conversation_id: z.number(),
  conversation_subject: z.string(),
  contact_name: z.string().nullable(),
  user_id: z.number(),
  user_name: z.string(),
  call_centre_id: z.number().nullable(),
  due_at: z.date(),
  note: z.string().nullable(),
  is_cancelled_by_answer: z.boolean(),
  status: z.enum(FOLLOW_UP_STATUSES),
  cancelled_reason: z.enum(FOLLOW_UP_CANCEL_REASONS).nullable(),
  created_by: z.number().nullable(),
  created_at: z.date(),
  settled_at: z.date().nullable(),
});
export type FollowUpRow = z.infer<typeof FollowUpRow>;

const ListedFollowUp = FollowUpRow.extend({ sort_key: z.number() });

export const followUpColumns = (sql: Transaction['sql']) => sql`
  follow_ups.id, follow_ups.conversation_id, conversations.subject as conversation_subject,
  coalesce(conversations.contact_name, conversations.contact_address) as contact_name,
  follow_ups.user_id, users.name as user_name, users.call_centre_id, follow_ups.due_at,
  follow_ups.note, follow_ups.is_cancelled_by_answer, follow_ups.status,
  follow_ups.cancelled_reason, follow_ups.created_by, follow_ups.created_at, follow_ups.settled_at
`;

export const followUpJoins = (sql: Transaction['sql']) => sql`
  join conversations
    on conversations.company_id = follow_ups.company_id
    and conversations.id = follow_ups.conversation_id
  join users
    on users.company_id = follow_ups.company_id and users.id = follow_ups.user_id
`;

export const followUpsWithinReach = (sql: Transaction['sql'], scope: Scope) =>
  reachCondition(sql, scope, {
    userId: 'follow_ups.user_id',
    callCentreId: 'users.call_centre_id',
  });

interface ListFollowUpsInput {
  scope: Scope;
  filter: FollowUpFilter;
  after: readonly [dueAtMicroseconds: number, id: number] | undefined;
  limit: number;
}

/** The first due first. Indexes: follow_ups_user, follow_ups_conversation. */
export const listFollowUps = async (
  { sql, actor }: Transaction,
  { scope, filter, after, limit }: ListFollowUpsInput,
): Promise<z.infer<typeof ListedFollowUp>[]> => {
  const sortKey = sql`(extract(epoch from follow_ups.due_at) * 1000000)::bigint`;
  return parseRows(
    ListedFollowUp,
    await sql`
      select ${followUpColumns(sql)}, ${sortKey} as sort_key
      from follow_ups
      ${followUpJoins(sql)}
      where follow_ups.company_id = ${actor.companyId}::bigint
        and ${followUpsWithinReach(sql, scope)}
        and ${matching(sql, filter, scope)}
        ${after === undefined ? sql`` : sql`and (${sortKey}, follow_ups.id) > (${after[0]}::bigint, ${after[1]}::bigint)`}
      order by sort_key, follow_ups.id
      limit ${limit}::integer
    `,
  );
};

const matching = (sql: Transaction['sql'], filter: FollowUpFilter, { userId }: Scope) => sql`
  true
  ${filter.status === undefined ? sql`` : sql`and follow_ups.status = ${filter.status}::text`}
  ${
    filter.user_id === undefined
      ? sql``
      : sql`and follow_ups.user_id = ${filter.user_id === 'me' ? userId : filter.user_id}::bigint`
  }
  ${
    filter.due_before === undefined
      ? sql``
      : sql`and follow_ups.due_at < ${filter.due_before}::timestamptz`
  }
  ${
    filter.conversation_id === undefined
      ? sql``
      : sql`and follow_ups.conversation_id = ${filter.conversation_id}::bigint`
  }
`;

/** `scope`: absent for the workflow, which reaches every row of its company. */
export const findFollowUp = async (
  { sql, actor }: Transaction,
  input: { id: number; scope?: Scope; isLocked?: boolean },
): Promise<FollowUpRow | undefined> =>
  parseFirst(
    FollowUpRow,
    await sql`
      select ${followUpColumns(sql)}
      from follow_ups
      ${followUpJoins(sql)}
      where follow_ups.company_id = ${actor.companyId}::bigint
        and follow_ups.id = ${input.id}::bigint
        ${input.scope === undefined ? sql`` : sql`and ${followUpsWithinReach(sql, input.scope)}`}
      ${input.isLocked === true ? sql`for no key update of follow_ups` : sql``}
    `,
  );

/** Those that wait in a conversation, at most `limit`. */
export const countWaitingFollowUps = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from follow_ups
    where company_id = ${actor.companyId}::bigint
      and conversation_id = ${conversationId}::bigint
      and status = 'waiting'
  `;
  return z.number().parse(row?.['count']);
};
