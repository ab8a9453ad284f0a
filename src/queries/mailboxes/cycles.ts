import { z } from 'zod';
import { MAIL_FAILURES, type MailFailure } from '../../domain/mailboxes/failures.ts';
import { CYCLE_STATUSES, CYCLE_TRIGGERS, type CycleTrigger } from '../../domain/mailboxes/sync.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Cycles that found or failed something, or that a person asked for. Ids are UUIDv7. */

const CycleRow = z.object({
  id: z.string(),
  mailbox_id: z.number(),
  trigger: z.enum(CYCLE_TRIGGERS),
  requested_by: z.number().nullable(),
  status: z.enum(CYCLE_STATUSES),
  error_code: z.enum(MAIL_FAILURES).nullable(),
  range_from: z.date().nullable(),
  range_to: z.date().nullable(),
  total_count: z.number(),
  done_count: z.number(),
  new_count: z.number(),
  duplicate_count: z.number(),
  newsletter_count: z.number(),
  filtered_count: z.number(),
  own_copy_count: z.number(),
  quarantined_count: z.number(),
  pending_count: z.number(),
  started_at: z.date(),
  finished_at: z.date().nullable(),
});
export type CycleRow = z.infer<typeof CycleRow>;

const selectCycle = (sql: Transaction['sql']) => sql`
  select id, mailbox_id, trigger, requested_by, status, error_code, range_from, range_to,
    total_count, done_count, new_count, duplicate_count, newsletter_count, filtered_count,
    own_copy_count, quarantined_count, pending_count, started_at, finished_at
  from mailbox_cycles
`;

export const insertCycle = async (
  { sql, actor }: Transaction,
  input: {
    id: string;
    mailboxId: number;
    trigger: CycleTrigger;
    status: 'waiting' | 'running';
    range: { from: Date; to: Date } | null;
  },
): Promise<void> => {
  await sql`
    insert into mailbox_cycles (
      id, company_id, mailbox_id, trigger, requested_by, status, range_from, range_to
    )
    values (
      ${input.id}::uuid, ${actor.companyId}::bigint, ${input.mailboxId}::bigint,
      ${input.trigger}::text, ${actor.userId}::bigint, ${input.status}::text,
      ${input.range?.from ?? null}::timestamptz, ${input.range?.to ?? null}::timestamptz
    )
  `;
};

/** Deletes those that ended so long ago, but the last one of each mailbox. Out: how many. */
export const purgeCycles = async (
  database: Database,
  input: { limit: number; retentionDays: number },
): Promise<number> => {
  const [row] = await database`
    select purge_mailbox_cycles(${input.limit}::integer, ${input.retentionDays}::integer) as count
  `;
  return z.number().parse(row?.['count']);
};

/** Not ended: the one that runs first, then those that wait, in the order they were asked for. */
export const listOpenCycles = async (
  { sql, actor }: Transaction,
  mailboxId: number,
): Promise<CycleRow[]> =>
  parseRows(
    CycleRow,
    await sql`
      ${selectCycle(sql)}
      where company_id = ${actor.companyId}::bigint
        and mailbox_id = ${mailboxId}::bigint
        and finished_at is null
      order by status, id
    `,
  );

export const findCycle = async (
  { sql, actor }: Transaction,
  { mailboxId, id }: { mailboxId: number; id: string },
): Promise<CycleRow | undefined> =>
  parseFirst(
    CycleRow,
    await sql`
      ${selectCycle(sql)}
      where company_id = ${actor.companyId}::bigint
        and mailbox_id = ${mailboxId}::bigint
        and id = ${id}::uuid
    `,
  );

/** Newest first. */
export const listCycles = async (
  { sql, actor }: Transaction,
  input: { mailboxId: number; beforeId: string | undefined; limit: number },
): Promise<CycleRow[]> =>
  parseRows(
    CycleRow,
    await sql`
      ${selectCycle(sql)}
      where company_id = ${actor.companyId}::bigint
        and mailbox_id = ${input.mailboxId}::bigint
        ${input.beforeId === undefined ? sql`` : sql`and id < ${input.beforeId}::uuid`}
      order by id desc
      limit ${input.limit}::integer
    `,
  );

export const startCycle = async ({ sql, actor }: Transaction, id: string): Promise<void> => {
  await sql`
    update mailbox_cycles
    set status = 'running', started_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::uuid and status = 'waiting'
  `;
};

/**
 * Counts the items of the cycle again, so that no death of a process makes the counts wrong.
 * `expectedCount`: messages that are found and have no outcome yet.
 */
export const countCycle = async (
  { sql, actor }: Transaction,
  { id, expectedCount }: { id: string; expectedCount: number },
): Promise<void> => {
  await sql`
    update mailbox_cycles
    set total_count = counted.done + ${expectedCount}::integer, done_count = counted.done,
        new_count = counted.new, duplicate_count = counted.duplicate,
        newsletter_count = counted.newsletter, filtered_count = counted.filtered,
        own_copy_count = counted.own_copy, quarantined_count = counted.quarantined,
        pending_count = counted.pending
    from (
      select count(*) as done,
        count(*) filter (where outcome = 'new') as new,
        count(*) filter (where outcome = 'duplicate') as duplicate,
        count(*) filter (where outcome = 'newsletter') as newsletter,
        count(*) filter (where outcome = 'filtered') as filtered,
        count(*) filter (where outcome = 'own_copy') as own_copy,
        count(*) filter (where outcome = 'quarantined') as quarantined,
        count(*) filter (where outcome = 'pending') as pending
      from mailbox_items
      where company_id = ${actor.companyId}::bigint and cycle_id = ${id}::uuid
    ) counted
    where company_id = ${actor.companyId}::bigint and id = ${id}::uuid
  `;
};

/** Twice: it has ended already. */
export const endCycle = async (
  { sql, actor }: Transaction,
  { id, failure }: { id: string; failure: MailFailure | null },
): Promise<void> => {
  await sql`
    update mailbox_cycles
    set status = ${failure === null ? 'succeeded' : 'failed'}::text,
        error_code = ${failure}::text, finished_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::uuid and finished_at is null
  `;
};
