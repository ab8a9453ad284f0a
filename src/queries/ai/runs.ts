import { z } from 'zod';
import {
  AI_ERROR_CODES,
  AI_OUTCOMES,
  AI_PURPOSES,
  type AiErrorCode,
  type AiOutcome,
  type AiPurpose,
} from '../../domain/ai/outcomes.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Calls of a language model. */

const Ref = z.object({ kind: z.string(), id: z.string() });
export type RecordRef = z.infer<typeof Ref>;

const SummaryRow = z.object({
  id: z.string(),
  purpose: z.enum(AI_PURPOSES),
  prompt_version: z.number(),
  model: z.string(),
  is_demo: z.boolean(),
  subject_kind: z.string().nullable(),
  subject_id: z.string().nullable(),
  reserved_token_count: z.number(),
  input_token_count: z.number().nullable(),
  output_token_count: z.number().nullable(),
  cost: z.coerce.number().nullable(),
  currency: z.string().nullable(),
  latency_ms: z.number().nullable(),
  outcome: z.enum(AI_OUTCOMES),
  error_code: z.enum(AI_ERROR_CODES).nullable(),
  requested_by: z.number().nullable(),
  requested_by_name: z.string().nullable(),
  created_at: z.date(),
  finished_at: z.date().nullable(),
});
export type AiRunSummaryRow = z.infer<typeof SummaryRow>;

const RunRow = SummaryRow.extend({
  input_refs: z.array(Ref),
  output: z.record(z.string(), z.unknown()).nullable(),
});
export type AiRunRow = z.infer<typeof RunRow>;

const summaryColumns = (sql: Transaction['sql']) => sql`
  ai_runs.id, ai_runs.purpose, ai_runs.prompt_version, ai_runs.model, ai_runs.is_demo,
  ai_runs.subject_kind, ai_runs.subject_id, ai_runs.reserved_token_count,
  ai_runs.input_token_count, ai_runs.output_token_count, ai_runs.cost, ai_runs.currency,
  ai_runs.latency_ms, ai_runs.outcome, ai_runs.error_code, ai_runs.requested_by,
  users.name as requested_by_name, ai_runs.created_at, ai_runs.finished_at
`;

const fromRuns = (sql: Transaction['sql']) => sql`
  from ai_runs
  left join users
    on users.company_id = ai_runs.company_id
    and users.id = ai_runs.requested_by
`;

/** Newest first: ids are UUIDv7. Index: ai_runs_company. */
export const listAiRuns = async (
  { sql, actor }: Transaction,
  input: {
    outcome: AiOutcome | undefined;
    purpose: AiPurpose | undefined;
    beforeId: string | undefined;
    limit: number;
  },
): Promise<AiRunSummaryRow[]> =>
  parseRows(
    SummaryRow,
    await sql`
      select ${summaryColumns(sql)}
      ${fromRuns(sql)}
      where ai_runs.company_id = ${actor.companyId}::bigint
        ${input.outcome === undefined ? sql`` : sql`and ai_runs.outcome = ${input.outcome}::text`}
        ${input.purpose === undefined ? sql`` : sql`and ai_runs.purpose = ${input.purpose}::text`}
        ${input.beforeId === undefined ? sql`` : sql`and ai_runs.id < ${input.beforeId}::uuid`}
      order by ai_runs.id desc
      limit ${input.limit}::integer
    `,
  );

export const findAiRun = async (
  { sql, actor }: Transaction,
  id: string,
): Promise<AiRunRow | undefined> =>
  parseFirst(
    RunRow,
    await sql`
      select ${summaryColumns(sql)}, ai_runs.input_refs, ai_runs.output
      ${fromRuns(sql)}
      where ai_runs.company_id = ${actor.companyId}::bigint
        and ai_runs.id = ${id}::uuid
    `,
  );

/** `outcome` is `running`, or why the call was not made. */
export const insertAiRun = async (
  { sql, actor }: Transaction,
  input: {
    id: string;
    purpose: AiPurpose;
    promptVersion: number;
    model: string;
    isDemo: boolean;
    subject: RecordRef | null;
    inputRefs: readonly RecordRef[];
    day: string;
    reservedTokens: number;
    outcome: AiOutcome;
    errorCode: AiErrorCode | null;
  },
): Promise<void> => {
  await sql`
    insert into ai_runs (
      id, company_id, purpose, prompt_version, model, is_demo, subject_kind, subject_id, input_refs,
      day, reserved_token_count, outcome, error_code, requested_by, finished_at
    )
    values (
      ${input.id}::uuid, ${actor.companyId}::bigint, ${input.purpose}::text,
      ${input.promptVersion}::integer, ${input.model}::text, ${input.isDemo}::boolean,
      ${input.subject?.kind ?? null}::text, ${input.subject?.id ?? null}::text,
      ${json(sql, [...input.inputRefs])}, ${input.day}::date, ${input.reservedTokens}::integer,
      ${input.outcome}::text, ${input.errorCode}::text, ${actor.userId}::bigint,
      ${input.outcome === 'running' ? sql`null` : sql`now()`}
    )
  `;
};

/**
 * Ends a call, and replaces what it reserved by what it used. Also one that was taken for interrupted. Twice: it
 * has ended already, and nothing changes.
 */
export const endAiRun = async (
  { sql, actor }: Transaction,
  input: {
    id: string;
    outcome: AiOutcome;
    errorCode: AiErrorCode | null;
    output: object | null;
    usage: { inputTokens: number; outputTokens: number } | null;
    /** What counts from now on. */
    usedTokens: number;
    cost: { amount: number; currency: string } | null;
    latencyMs: number;
  },
): Promise<void> => {
  await sql`
    with ended as (
      update ai_runs
      set outcome = ${input.outcome}::text,
          error_code = ${input.errorCode}::text,
          output = ${input.output === null ? sql`null` : json(sql, input.output)},
          input_token_count = ${input.usage?.inputTokens ?? null}::integer,
          output_token_count = ${input.usage?.outputTokens ?? null}::integer,
          cost = ${input.cost?.amount ?? null}::numeric,
          currency = ${input.cost?.currency ?? null}::text,
          latency_ms = ${input.latencyMs}::integer,
          finished_at = now()
      where company_id = ${actor.companyId}::bigint
        and id = ${input.id}::uuid
        and outcome in ('running', 'interrupted')
      returning day, reserved_token_count
    )
    update ai_budget_days
    set token_count = greatest(
          0,
          ai_budget_days.token_count - ended.reserved_token_count + ${input.usedTokens}::bigint
        )
    from ended
    where ai_budget_days.company_id = ${actor.companyId}::bigint
      and ai_budget_days.day = ended.day
  `;
};
