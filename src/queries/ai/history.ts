import { z } from 'zod';
import type { Database } from '../../platform/database.ts';

/** Of all companies. */

const Count = z.number();

/** Ends runs whose process has died, at most `limit`. Out: how many. */
export const interruptAiRuns = async (
  database: Database,
  input: { limit: number; afterSeconds: number },
): Promise<number> => {
  const [row] = await database`
    select interrupt_ai_runs(${input.limit}::integer, ${input.afterSeconds}::integer) as count
  `;
  return Count.parse(row?.['count']);
};

/** Deletes runs and budgets that are older than that, at most `limit` of each. Out: how many. */
export const purgeAiRuns = async (
  database: Database,
  input: { limit: number; retentionDays: number },
): Promise<number> => {
  const [row] = await database`
    select purge_ai_runs(${input.limit}::integer, ${input.retentionDays}::integer) as count
  `;
  return Count.parse(row?.['count']);
};
