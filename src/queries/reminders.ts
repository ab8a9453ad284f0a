import { z } from 'zod';
import type { Database, Transaction } from '../platform/database.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

/** When a company is reminded, and of which cases. */

/** Out: false if the company has a clock, and so a run. Until the first one is committed, a second one waits. */
export const insertClock = async ({ sql, actor }: Transaction): Promise<boolean> => {
  const inserted = await sql`
    insert into reminder_clocks (company_id)
    values (${actor.companyId}::bigint)
    on conflict (company_id) do nothing
  `;
  return inserted.count > 0;
};

export const hasClock = async ({ sql, actor }: Transaction): Promise<boolean> => {
  const rows = await sql`
    select from reminder_clocks where company_id = ${actor.companyId}::bigint
  `;
  return rows.length > 0;
};

const ClockRow = z.object({ reminded_on: z.string().nullable() });

/** Two looks at once: the second one waits. */
export const lockClock = async ({
  sql,
  actor,
}: Transaction): Promise<z.infer<typeof ClockRow> | undefined> =>
  parseFirst(
    ClockRow,
    await sql`
      select reminded_on::text
      from reminder_clocks
      where company_id = ${actor.companyId}::bigint
      for no key update
    `,
  );

/** Under the lock of the clock. Without `remindedOn` that stays as it is. */
export const setClock = async (
  { sql, actor }: Transaction,
  { nextAt, remindedOn = null }: { nextAt: Date; remindedOn?: string | null },
): Promise<void> => {
  await sql`
    update reminder_clocks
    set next_at = ${nextAt}::timestamptz,
        reminded_on = coalesce(${remindedOn}::date, reminded_on)
    where company_id = ${actor.companyId}::bigint
  `;
};

const DueCaseRow = z.object({
  id: z.number(),
  reference: z.string(),
  title: z.string(),
  assigned_to: z.number().nullable(),
  call_centre_id: z.number().nullable(),
  due_on: z.string(),
  is_overdue: z.boolean(),
});
export type DueCaseRow = z.infer<typeof DueCaseRow>;

interface DueCasesInput {
  /** `2026-12-01` */
  today: string;
  /** Nobody is told of what is overdue for longer. */
  overdueDays: number;
  limit: number;
}

/**
 * Open cases that are due today or overdue, whose people were not told of that date. Locks them. Index:
 * cases_to_remind.
 */
export const lockCasesToRemind = async (
  { sql, actor }: Transaction,
  { today, overdueDays, limit }: DueCasesInput,
): Promise<DueCaseRow[]> =>
  parseRows(
    DueCaseRow,
    await sql`
      select id, reference, title, assigned_to, call_centre_id, due_on::text,
        due_on < ${today}::date as is_overdue
      from cases
      where company_id = ${actor.companyId}::bigint
        and deleted_at is null
        and status not in ('resolu', 'ferme')
        and due_on between ${today}::date - ${overdueDays}::integer and ${today}::date
        and case when due_on = ${today}::date
          then due_told_for is distinct from due_on
          else overdue_told_for is distinct from due_on
        end
      order by id
      limit ${limit}::integer
      for no key update
    `,
  );

/** Under the locks of `lockCasesToRemind`. It is no change of the case. */
export const markCasesReminded = async (
  { sql, actor }: Transaction,
  { ids, today }: { ids: readonly number[]; today: string },
): Promise<void> => {
  await sql`
    update cases
    set due_told_for = case when due_on = ${today}::date then due_on else due_told_for end,
        overdue_told_for = case when due_on < ${today}::date then due_on else overdue_told_for end
    where company_id = ${actor.companyId}::bigint and id = any (${[...ids]}::bigint[])
  `;
};

const QuietRow = z.object({ company_id: z.number() });

/** Companies whose run should have looked, or that need a first one, without a waiting command. */
export const listQuietReminders = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<z.infer<typeof QuietRow>[]> =>
  parseRows(
    QuietRow,
    await database`
      select company_id
      from list_quiet_reminders(
        ${input.after ?? '0'}::bigint, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );
