import { z } from 'zod';
import type { FollowUpCancelReason, FollowUpStatus } from '../../domain/follow-ups/statuses.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';
import { followUpColumns, followUpJoins, FollowUpRow } from './records.ts';

/** Changes of follow-ups, under the row's lock. */

export const insertFollowUp = async (
  { sql, actor }: Transaction,
  input: {
    conversationId: number;
    userId: number;
    dueAt: string;
    note: string | null;
    isCancelledByAnswer: boolean;
    createdBy: number;
  },
): Promise<FollowUpRow> => {
  const [row] = await sql`
    with follow_ups as (
      insert into follow_ups (
        company_id, conversation_id, user_id, due_at, note, is_cancelled_by_answer, created_by
      )
      values (
        ${actor.companyId}::bigint, ${input.conversationId}::bigint, ${input.userId}::bigint,
        ${input.dueAt}::timestamptz, ${input.note}::text, ${input.isCancelledByAnswer}::boolean,
        ${input.createdBy}::bigint
      )
      returning *
    )
    select ${followUpColumns(sql)} from follow_ups ${followUpJoins(sql)}
  `;
  return FollowUpRow.parse(row);
};

/** A new time makes one that was due wait again. */
export const updateFollowUp = async (
  { sql, actor }: Transaction,
  input: { id: number; dueAt: Date; note: string | null; isCancelledByAnswer: boolean },
): Promise<FollowUpRow> => {
  const [row] = await sql`
    with follow_ups as (
      update follow_ups
      set status = case when due_at = ${input.dueAt}::timestamptz then status else 'waiting' end,
          settled_at = case when due_at = ${input.dueAt}::timestamptz then settled_at end,
          due_at = ${input.dueAt}::timestamptz,
          note = ${input.note}::text,
          is_cancelled_by_answer = ${input.isCancelledByAnswer}::boolean
      where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
      returning *
    )
    select ${followUpColumns(sql)} from follow_ups ${followUpJoins(sql)}
  `;
  return FollowUpRow.parse(row);
};

export const settleFollowUp = async (
  { sql, actor }: Transaction,
  input: { id: number; status: FollowUpStatus; reason: FollowUpCancelReason | null },
): Promise<FollowUpRow> => {
  const [row] = await sql`
    with follow_ups as (
      update follow_ups
      set status = ${input.status}::text,
          cancelled_reason = ${input.reason}::text,
          settled_at = now()
      where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
      returning *
    )
    select ${followUpColumns(sql)} from follow_ups ${followUpJoins(sql)}
  `;
  return FollowUpRow.parse(row);
};

/**
 * Cancels what waits in a conversation. `isAnswer`: only those that an answer cancels. Out: the cancelled ones.
 * Index: follow_ups_conversation.
 */
export const cancelWaitingFollowUps = async (
  { sql, actor }: Transaction,
  input: { conversationId: number; reason: FollowUpCancelReason; isAnswer: boolean },
): Promise<FollowUpRow[]> =>
  parseRows(
    FollowUpRow,
    await sql`
      with follow_ups as (
        update follow_ups
        set status = 'cancelled', cancelled_reason = ${input.reason}::text, settled_at = now()
        where company_id = ${actor.companyId}::bigint
          and conversation_id = ${input.conversationId}::bigint
          and status = 'waiting'
          ${input.isAnswer ? sql`and is_cancelled_by_answer` : sql``}
        returning *
      )
      select ${followUpColumns(sql)} from follow_ups ${followUpJoins(sql)} order by follow_ups.id
    `,
  );

const QuietFollowUp = z.object({ company_id: z.number(), follow_up_id: z.number() });

/** Those that wait, are due within the hour or late, and have no waiting command. */
export const listQuietFollowUps = async (
  database: Database,
  input: { after: number; quietSeconds: number; limit: number },
): Promise<z.infer<typeof QuietFollowUp>[]> =>
  parseRows(
    QuietFollowUp,
    await database`
      select company_id, follow_up_id
      from list_quiet_follow_ups(
        ${input.after}::bigint, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );
