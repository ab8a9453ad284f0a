import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database.ts';
import { COMMAND_OPERATIONS, TASK_QUEUES, type CommandOperation } from '../../ids.ts';
import { parseFirst, parseRows } from './rows.ts';

/** The outbox of commands. The relay uses `claim…`, `complete…` and `postpone…` for all companies. */

const ClaimedCommandRow = z.object({
  id: z.number(),
  company_id: z.number(),
  workflow_id: z.string(),
  operation: z.enum(COMMAND_OPERATIONS),
  name: z.string(),
  /** Null if the operation starts no workflow. */
  task_queue: z.enum(TASK_QUEUES).nullable(),
  input: z.record(z.string(), z.unknown()),
  signal: z.object({ name: z.string(), input: z.record(z.string(), z.unknown()) }).nullable(),
  schedule: z
    .object({
      intervalSeconds: z.number(),
      offsetSeconds: z.number(),
      jitterSeconds: z.number(),
      isPaused: z.boolean(),
    })
    .nullable(),
  subject: z.string(),
  attempt_count: z.number(),
});
export type ClaimedCommandRow = z.infer<typeof ClaimedCommandRow>;

export const claimCommands = async (
  database: Database,
  input: { limit: number; leaseSeconds: number },
): Promise<ClaimedCommandRow[]> =>
  parseRows(
    ClaimedCommandRow,
    await database`
      select id, company_id, workflow_id, operation, name, task_queue, input, signal, schedule,
        subject, attempt_count
      from claim_commands(${input.limit}::integer, ${input.leaseSeconds}::integer)
    `,
  );

export const completeCommands = async (database: Database, ids: number[]): Promise<void> => {
  await database`select complete_commands(${ids}::bigint[])`;
};

export const postponeCommand = async (
  database: Database,
  input: { id: number; delaySeconds: number; error: string },
): Promise<void> => {
  await database`
    select postpone_command(${input.id}::bigint, ${input.delaySeconds}::integer, ${input.error}::text)
  `;
};

export const purgeExpired = async (database: Database, limit: number): Promise<number> => {
  const [row] = await database`select purge_expired(${limit}::integer) as count`;
  return z.number().parse(row?.['count']);
};

export const countWaitingCommands = async (
  database: Database,
): Promise<{ waiting: number; oldest_seconds: number }> => {
  const row = parseFirst(
    z.object({ waiting: z.number(), oldest_seconds: z.number() }),
    await database`select waiting, oldest_seconds from count_waiting_commands()`,
  );
  return row ?? { waiting: 0, oldest_seconds: 0 };
};

const CommandRow = z.object({
  id: z.number(),
  workflow_id: z.string(),
  operation: z.enum(COMMAND_OPERATIONS),
  name: z.string(),
  subject: z.string(),
  attempt_count: z.number(),
  created_at: z.date(),
  due_at: z.date(),
  last_error: z.string().nullable(),
});
export type CommandRow = z.infer<typeof CommandRow>;

/** The company's waiting commands, oldest first. A healthy system has almost none. */
export const listCommands = async (
  { sql, actor }: Transaction,
  input: { afterId: number | undefined; limit: number },
): Promise<CommandRow[]> =>
  parseRows(
    CommandRow,
    await sql`
      select id, workflow_id, operation, name, subject, attempt_count, created_at, due_at, last_error
      from commands
      where company_id = ${actor.companyId}::bigint
        ${input.afterId === undefined ? sql`` : sql`and id > ${input.afterId}::bigint`}
      order by id
      limit ${input.limit}::integer
    `,
  );

/** True if a command for this workflow waits. */
export const hasCommand = async (
  { sql, actor }: Transaction,
  input: { workflowId: string; operation: CommandOperation },
): Promise<boolean> => {
  const found = await sql`
    select 1
    from commands
    where company_id = ${actor.companyId}::bigint
      and workflow_id = ${input.workflowId}::text
      and operation = ${input.operation}::text
    limit 1
  `;
  return found.count > 0;
};

/** Makes a postponed command due now, so the relay retries it. Twice: it stays due. */
export const makeCommandDue = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<CommandRow | undefined> =>
  parseFirst(
    CommandRow,
    await sql`
      update commands
      set due_at = now()
      where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
      returning id, workflow_id, operation, name, subject, attempt_count, created_at, due_at, last_error
    `,
  );

export const summariseCommands = async ({
  sql,
  actor,
}: Transaction): Promise<{ waiting: number; oldest_seconds: number }> => {
  const row = parseFirst(
    z.object({ waiting: z.number(), oldest_seconds: z.number() }),
    await sql`
      select count(*) as waiting,
        coalesce(extract(epoch from now() - min(created_at)), 0)::double precision as oldest_seconds
      from commands
      where company_id = ${actor.companyId}::bigint
    `,
  );
  return row ?? { waiting: 0, oldest_seconds: 0 };
};
