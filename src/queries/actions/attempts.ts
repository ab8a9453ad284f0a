import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/** One row per attempt. It is written before the HTTP call, so an interrupted attempt is visible. */

const ATTEMPT_OUTCOMES = ['running', 'accepted', 'retry', 'refused', 'interrupted'] as const;
type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

const AttemptRow = z.object({
  attempt: z.number(),
  round: z.number(),
  outcome: z.enum(ATTEMPT_OUTCOMES),
  status_code: z.number().nullable(),
  error_code: z.string().nullable(),
  response_body: z.string().nullable(),
  started_at: z.date(),
  duration_ms: z.number().nullable(),
  next_attempt_at: z.date().nullable(),
});
export type AttemptRow = z.infer<typeof AttemptRow>;

const ATTEMPT_COUNT_MAX = 500;

export const listAttempts = async (
  { sql, actor }: Transaction,
  actionId: string,
): Promise<AttemptRow[]> =>
  parseRows(
    AttemptRow,
    await sql`
      select attempt, round, outcome, status_code, error_code, response_body, started_at,
        duration_ms, next_attempt_at
      from action_attempts
      where company_id = ${actor.companyId}::bigint and action_id = ${actionId}::uuid
      order by attempt
      limit ${ATTEMPT_COUNT_MAX}::integer
    `,
  );

/** Attempts of one round. */
export const countAttempts = async (
  { sql, actor }: Transaction,
  { actionId, round }: { actionId: string; round: number },
): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from action_attempts
    where company_id = ${actor.companyId}::bigint
      and action_id = ${actionId}::uuid
      and round = ${round}::integer
  `;
  return z.number().parse(row?.['count']);
};

/**
 * Opens an attempt: increments the action's count, marks an unfinished attempt as interrupted (its
 * worker died), and inserts the new row.
 */
export const startAttempt = (
  tx: Transaction,
  input: { actionId: string; round: number; attempt: number; startedAt: Date },
): void => {
  const { sql, actor, send } = tx;
  send(sql`
    update actions
    set status = 'dispatching',
        attempt_count = ${input.attempt}::integer,
        updated_at = ${input.startedAt}::timestamptz
    where company_id = ${actor.companyId}::bigint and id = ${input.actionId}::uuid
  `);
  if (input.attempt > 1) interruptAttempts(tx, input.actionId);
  send(sql`
    insert into action_attempts (company_id, action_id, attempt, round, outcome, started_at)
    values (
      ${actor.companyId}::bigint, ${input.actionId}::uuid, ${input.attempt}::integer,
      ${input.round}::integer, 'running', ${input.startedAt}::timestamptz
    )
  `);
};

/** A run reads its signals with its history, so a user must not send it one with each click. */
const HASTE_SECONDS = 15;

/**
 * Makes the next attempt due now, under the lock of the action's row. Twice: within a while it changes
 * nothing. Out: false then.
 */
export const hastenAttempt = async (
  { sql, actor }: Transaction,
  { actionId, attempt, now }: { actionId: string; attempt: number; now: Date },
): Promise<boolean> => {
  const updated = await sql`
    update action_attempts
    set next_attempt_at = ${now}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and action_id = ${actionId}::uuid
      and attempt = ${attempt}::integer
      and (
        next_attempt_at is null
        or next_attempt_at > ${now}::timestamptz
        or next_attempt_at <= ${now}::timestamptz - make_interval(secs => ${HASTE_SECONDS}::integer)
      )
  `;
  return updated.count > 0;
};

/** Marks open attempts as interrupted: their worker may be dead. `finishAttempt` can still overwrite it. */
export const interruptAttempts = ({ sql, actor, send }: Transaction, actionId: string): void =>
  send(sql`
    update action_attempts
    set outcome = 'interrupted'
    where company_id = ${actor.companyId}::bigint
      and action_id = ${actionId}::uuid
      and outcome = 'running'
  `);

export interface AttemptResult {
  actionId: string;
  attempt: number;
  outcome: Exclude<AttemptOutcome, 'running' | 'interrupted'>;
  statusCode: number | null;
  errorCode: string | null;
  responseBody: string | null;
  /** The execution that gave the action back: it may not claim it any more. */
  releasedBy: string | null;
  durationMs: number;
  nextAttemptAt: Date | null;
}

export const finishAttempt = ({ sql, actor, send }: Transaction, result: AttemptResult): void =>
  send(sql`
    update action_attempts
    set outcome = ${result.outcome}::text,
        status_code = ${result.statusCode}::integer,
        error_code = ${result.errorCode}::text,
        response_body = ${result.responseBody}::text,
        released_by = ${result.releasedBy}::text,
        duration_ms = ${result.durationMs}::integer,
        next_attempt_at = ${result.nextAttemptAt}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and action_id = ${result.actionId}::uuid
      and attempt = ${result.attempt}::integer
  `);

/** Starts the deadline of the callback. No change if the action has settled in the meantime. */
export const markAwaitingCallback = (
  { sql, actor, send }: Transaction,
  input: { actionId: string; round: number; dispatchedAt: Date; deadlineAt: Date },
): void =>
  send(sql`
    update actions
    set status = 'awaiting_callback',
        dispatched_at = ${input.dispatchedAt}::timestamptz,
        deadline_at = ${input.deadlineAt}::timestamptz,
        updated_at = ${input.dispatchedAt}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and id = ${input.actionId}::uuid
      and round = ${input.round}::integer
      and status = 'dispatching'
  `);
