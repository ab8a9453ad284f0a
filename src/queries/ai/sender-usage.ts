import { z } from 'zod';
import { SENDER_BUDGET_WINDOW_MS, type SenderUsage } from '../../domain/ai/sender-budget.ts';
import { withoutTag } from '../../domain/messages/sender-domains.ts';
import type { Transaction } from '../../platform/database.ts';
import { isOfDomain, untagged } from '../shared/senders.ts';

const UsageRow = z.object({
  sender_calls: z.number(),
  sender_tokens: z.coerce.number(),
  domain_calls: z.number(),
  domain_tokens: z.coerce.number(),
});

/** More say the same. */
const RUN_COUNT_MAX = 5_000;

/**
 * What the conversations of a sender cost within `SENDER_BUDGET_WINDOW_MS`, without what persons asked for. Ids of runs are
 * UUIDv7. Index: ai_runs_company.
 */
export const findSenderUsage = async (
  { sql, actor }: Transaction,
  { address, domain, now }: { address: string; domain: string | null; now: Date },
): Promise<SenderUsage> => {
  const [row] = await sql`
    with runs as (
      select coalesce(
          ai_runs.input_token_count + ai_runs.output_token_count, ai_runs.reserved_token_count
        ) as tokens,
        ${untagged(sql, sql`conversations.contact_address`)} = ${withoutTag(address)}::text as is_sender,
        ${isOfDomain(sql, sql`conversations.contact_address`, domain)} as is_domain
      from ai_runs
      join conversations
        on conversations.company_id = ai_runs.company_id
        and conversations.id
          = case when ai_runs.subject_kind = 'conversation' then ai_runs.subject_id::bigint end
      where ai_runs.company_id = ${actor.companyId}::bigint
        and ai_runs.id >= ${firstIdAt(now.getTime() - SENDER_BUDGET_WINDOW_MS)}::uuid
        and ai_runs.requested_by is null
        and ai_runs.reserved_token_count > 0
      order by ai_runs.id desc
      limit ${RUN_COUNT_MAX}::integer
    )
    select count(*) filter (where is_sender) as sender_calls,
      coalesce(sum(tokens) filter (where is_sender), 0) as sender_tokens,
      count(*) filter (where is_domain) as domain_calls,
      coalesce(sum(tokens) filter (where is_domain), 0) as domain_tokens
    from runs
  `;
  const found = UsageRow.parse(row);
  return {
    sender: { callCount: found.sender_calls, tokenCount: found.sender_tokens },
    domain:
      domain === null ? null : { callCount: found.domain_calls, tokenCount: found.domain_tokens },
  };
};

/** The lowest UUIDv7 of a millisecond (RFC 9562, 5.7). */
const firstIdAt = (ms: number): string => {
  const time = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
};
