import { z } from 'zod';
import {
  BREAKER_WINDOW_MS,
  DRAFT_WINDOW_MS,
  SENDER_WINDOW_MS,
  type RefusalCode,
  type ReplyHistory,
} from '../../domain/auto-replies/refusals.ts';
import type { Transaction } from '../../platform/database.ts';
import { isOfDomain, untagged } from '../shared/senders.ts';

/** What was sent before, for the rules that end a loop. */

const HistoryRow = z.object({
  last_reply_at: z.date().nullable(),
  in_thread_count: z.number(),
  to_sender_count: z.number(),
  draft_count: z.number(),
  domain_draft_count: z.number(),
  company_reply_count: z.number(),
  company_inbound_count: z.number(),
});

/** More say the same. */
const COUNT_MAX = 1_000;

/** Indexes: messages_conversation, auto_replies_recent, auto_replies_conversation, messages_statistics. */
export const findReplyHistory = async (
  { sql, actor }: Transaction,
  {
    conversationId,
    sender,
    domain,
    now,
  }: { conversationId: number | null; sender: string; domain: string | null; now: Date },
): Promise<ReplyHistory> => {
  const since = (windowMs: number) => new Date(now.getTime() - windowMs);
  const [row] = await sql`
    select
      (
        select max(messages.occurred_at)
        from messages
        where messages.company_id = ${actor.companyId}::bigint
          and messages.conversation_id = ${conversationId}::bigint
          and messages.direction = 'out'
          and messages.status is distinct from 'cancelled'
      ) as last_reply_at,
      (
        select count(*)
        from auto_replies
        where auto_replies.company_id = ${actor.companyId}::bigint
          and auto_replies.conversation_id = ${conversationId}::bigint
          and auto_replies.status = 'accepted'
          and auto_replies.decided_by is null
          and auto_replies.decided_at > coalesce(
            (
              select max(messages.occurred_at)
              from messages
              where messages.company_id = ${actor.companyId}::bigint
                and messages.conversation_id = ${conversationId}::bigint
                and messages.direction = 'out'
                and messages.status is distinct from 'cancelled'
                and messages.auto_reply_id is null
            ),
            '-infinity'
          )
      ) as in_thread_count,
      (
        select count(*)
        from (
          select 1
          from auto_replies
          where auto_replies.company_id = ${actor.companyId}::bigint
            and auto_replies.created_at > ${since(SENDER_WINDOW_MS)}::timestamptz
            and auto_replies.status = 'accepted'
            and auto_replies.decided_by is null
            and ${untagged(sql, sql`auto_replies.recipient_address`)}
              = ${untagged(sql, sql`${sender}::text`)}
          limit ${COUNT_MAX}::integer
        ) as sent
      ) as to_sender_count,
      (
        select count(*)
        from (
          select 1
          from auto_replies
          join messages
            on messages.company_id = auto_replies.company_id
            and messages.id = auto_replies.message_id
          where auto_replies.company_id = ${actor.companyId}::bigint
            and auto_replies.created_at > ${since(DRAFT_WINDOW_MS)}::timestamptz
            and auto_replies.status <> 'refused'
            and ${untagged(sql, sql`messages.sender_address`)}
              = ${untagged(sql, sql`${sender}::text`)}
          limit ${COUNT_MAX}::integer
        ) as written
      ) as draft_count,
      (
        select count(*)
        from (
          select 1
          from auto_replies
          join messages
            on messages.company_id = auto_replies.company_id
            and messages.id = auto_replies.message_id
          where ${domain}::text is not null
            and auto_replies.company_id = ${actor.companyId}::bigint
            and auto_replies.created_at > ${since(DRAFT_WINDOW_MS)}::timestamptz
            and auto_replies.status <> 'refused'
            and ${isOfDomain(sql, sql`messages.sender_address`, domain)}
          limit ${COUNT_MAX}::integer
        ) as written
      ) as domain_draft_count,
      (
        select count(*)
        from (
          select 1
          from auto_replies
          where auto_replies.company_id = ${actor.companyId}::bigint
            and auto_replies.created_at > ${since(BREAKER_WINDOW_MS)}::timestamptz
            and auto_replies.status = 'accepted'
            and auto_replies.decided_by is null
          limit ${COUNT_MAX}::integer
        ) as sent
      ) as company_reply_count,
      (
        select count(*)
        from (
          select 1
          from messages
          where messages.company_id = ${actor.companyId}::bigint
            and messages.occurred_at > ${since(BREAKER_WINDOW_MS)}::timestamptz
            and messages.direction = 'in'
          limit ${COUNT_MAX}::integer
        ) as received
      ) as company_inbound_count
  `;
  const found = HistoryRow.parse(row);
  return {
    sinceOurReplyMs:
      found.last_reply_at === null ? null : now.getTime() - found.last_reply_at.getTime(),
    inThreadCount: found.in_thread_count,
    toSenderCount: found.to_sender_count,
    draftCount: found.draft_count,
    domainDraftCount: found.domain_draft_count,
    companyReplyCount: found.company_reply_count,
    companyInboundCount: found.company_inbound_count,
  };
};

/** Whether another message was refused as the company had sent too many. Index: auto_replies_recent. */
export const isSuspensionKnown = async (
  { sql, actor }: Transaction,
  { id, now }: { id: string; now: Date },
): Promise<boolean> => {
  const rows = await sql`
    select 1
    from auto_replies
    where auto_replies.company_id = ${actor.companyId}::bigint
      and auto_replies.created_at > ${new Date(now.getTime() - BREAKER_WINDOW_MS)}::timestamptz
      and auto_replies.id <> ${id}::uuid
      and ${'company_limit' satisfies RefusalCode} = any (auto_replies.refusals)
    limit 1
  `;
  return rows.length > 0;
};
