import { z } from 'zod';
import {
  AI_ERROR_CODES,
  AI_FAILURES,
  type AiErrorCode,
  type AiFailure,
} from '../domain/ai/outcomes.ts';
import { SummaryContent } from '../domain/conversation-summaries/content.ts';
import type { Transaction } from '../platform/database.ts';
import { json } from '../platform/json.ts';
import { parseFirst } from './shared/rows.ts';

/** Summaries of conversations. Changes: the caller holds the lock of the conversation. */

const SummaryRow = z.object({
  conversation_id: z.number(),
  content: SummaryContent.nullable(),
  message_id: z.number().nullable(),
  message_count: z.number(),
  omitted_message_count: z.number(),
  model: z.string().nullable(),
  is_demo: z.boolean(),
  ai_run_id: z.string().nullable(),
  written_by: z.number().nullable(),
  written_at: z.date().nullable(),
  failure: z.enum(AI_FAILURES).nullable(),
  failure_code: z.enum(AI_ERROR_CODES).nullable(),
  failed_at: z.date().nullable(),
  tried_message_count: z.number(),
  claim_id: z.string().nullable(),
  claimed_by: z.number().nullable(),
  claimed_until: z.date().nullable(),
});
export type SummaryRow = z.infer<typeof SummaryRow>;

export const findSummary = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<SummaryRow | undefined> =>
  parseFirst(
    SummaryRow,
    await sql`
      select conversation_id, content, message_id, message_count, omitted_message_count, model,
        is_demo, ai_run_id, written_by, written_at, failure, failure_code, failed_at,
        tried_message_count, claim_id, claimed_by, claimed_until
      from conversation_summaries
      where company_id = ${actor.companyId}::bigint
        and conversation_id = ${conversationId}::bigint
    `,
  );

/** It is being written by the one who claims it, until then at most. */
export const claimSummary = async (
  { sql, actor }: Transaction,
  input: { conversationId: number; claimId: string; until: Date; triedMessageCount: number },
): Promise<void> => {
  await sql`
    insert into conversation_summaries (
      company_id, conversation_id, claim_id, claimed_by, claimed_until, tried_message_count
    )
    values (
      ${actor.companyId}::bigint, ${input.conversationId}::bigint, ${input.claimId}::uuid,
      ${actor.userId}::bigint, ${input.until}::timestamptz, ${input.triedMessageCount}::integer
    )
    on conflict (conversation_id, company_id) do update
    set claim_id = excluded.claim_id,
        claimed_by = excluded.claimed_by,
        claimed_until = excluded.claimed_until,
        tried_message_count = excluded.tried_message_count
  `;
};

interface Claimed {
  conversationId: number;
  claimId: string;
}

const claimed = ({ sql, actor }: Transaction, { conversationId, claimId }: Claimed) => sql`
  company_id = ${actor.companyId}::bigint
  and conversation_id = ${conversationId}::bigint
  and claim_id = ${claimId}::uuid
`;

/** Out: false if somebody else has the claim now, or the summary was deleted. Twice: the claim is gone. */
export const saveSummary = async (
  tx: Transaction,
  input: Claimed & {
    content: SummaryContent;
    messageId: number;
    messageCount: number;
    omittedMessageCount: number;
    runId: string;
    now: Date;
  },
): Promise<boolean> => {
  const { sql, actor } = tx;
  const saved = await sql`
    update conversation_summaries
    set content = ${json(sql, input.content)},
        message_id = ${input.messageId}::bigint,
        message_count = ${input.messageCount}::integer,
        omitted_message_count = ${input.omittedMessageCount}::integer,
        model = runs.model,
        is_demo = runs.is_demo,
        ai_run_id = runs.id,
        written_by = ${actor.userId}::bigint,
        written_at = ${input.now}::timestamptz,
        failure = null,
        failure_code = null,
        failed_at = null,
        claim_id = null,
        claimed_by = null,
        claimed_until = null
    from (
      select id, model, is_demo
      from ai_runs
      where company_id = ${actor.companyId}::bigint and id = ${input.runId}::uuid
    ) as runs
    where ${claimed(tx, input)}
  `;
  return saved.count > 0;
};

/** `failure` null: no call was made, and there is nothing to say about it. Out: as `saveSummary`. */
export const endClaim = async (
  tx: Transaction,
  input: Claimed & { failure: AiFailure | null; failureCode: AiErrorCode | null; now: Date },
): Promise<boolean> => {
  const { sql } = tx;
  const saved = await sql`
    update conversation_summaries
    set failure = ${input.failure}::text,
        failure_code = ${input.failureCode}::text,
        failed_at = ${input.failure === null ? null : input.now}::timestamptz,
        claim_id = null,
        claimed_by = null,
        claimed_until = null
    where ${claimed(tx, input)}
  `;
  return saved.count > 0;
};

/** It quotes messages that have left the conversation. */
export const deleteSummary = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<void> => {
  await sql`
    delete from conversation_summaries
    where company_id = ${actor.companyId}::bigint
      and conversation_id = ${conversationId}::bigint
  `;
};

const Head = z.object({ id: z.number(), count: z.number() });
export type Head = z.infer<typeof Head>;

/** The last message, and how many there are. Undefined: none. Index: messages_conversation. */
export const findHead = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<Head | undefined> =>
  parseFirst(
    Head,
    await sql`
      select id, count(*) over () as count
      from messages
      where company_id = ${actor.companyId}::bigint
        and conversation_id = ${conversationId}::bigint
        and status is distinct from 'cancelled'
      order by occurred_at desc, id desc
      limit 1
    `,
  );
