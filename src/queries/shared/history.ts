import { z } from 'zod';
import type { Database } from '../../platform/database.ts';

/** Deletes what is older than that, at most `limit` rows of each kind. Out: how many rows. */
export const purgeHistory = async (
  database: Database,
  input: { limit: number; retentionDays: number; undoDays: number },
): Promise<number> => {
  const [row] = await database`
    select purge_history(
      ${input.limit}::integer, ${input.retentionDays}::integer, ${input.undoDays}::integer
    ) as count
  `;
  return z.number().parse(row?.['count']);
};
