import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

/** The tokens of a company in a day: used, and reserved for calls under way. */

const TokenRow = z.object({ token_count: z.number() });

export const countTokens = async ({ sql, actor }: Transaction, day: string): Promise<number> =>
  parseFirst(
    TokenRow,
    await sql`
      select token_count
      from ai_budget_days
      where company_id = ${actor.companyId}::bigint
        and day = ${day}::date
    `,
  )?.token_count ?? 0;

/**
 * Counts the tokens of a call before it is made. The row's lock makes calls at once wait for each other. Out: false,
 * and nothing is counted, if they would be more than `max`.
 */
export const reserveTokens = async (
  { sql, actor }: Transaction,
  { day, count, max }: { day: string; count: number; max: number },
): Promise<boolean> => {
  if (count > max) return false;
  const rows = await sql`
    insert into ai_budget_days (company_id, day, token_count)
    values (${actor.companyId}::bigint, ${day}::date, ${count}::bigint)
    on conflict (company_id, day) do update
    set token_count = ai_budget_days.token_count + excluded.token_count
    where ai_budget_days.token_count + excluded.token_count <= ${max}::bigint
    returning token_count
  `;
  return rows.length > 0;
};
