import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { parseRows } from './rows.ts';

/** Sealing: moves appended facts into the audit chain and the stream, in order (ADR 0014). */

export const SEAL_COUNT_MAX = 1_000;

/** Out: the number of sealed facts; below `SEAL_COUNT_MAX`, none waits. Twice: seals nothing more. */
export const sealFacts = async (database: Database, companyId: number): Promise<number> => {
  const [row] = await database`
    select seal_facts(${companyId}::bigint, ${SEAL_COUNT_MAX}::integer) as count
  `;
  return z.number().parse(row?.['count']);
};

export const listUnsealedCompanies = async (database: Database): Promise<number[]> =>
  parseRows(
    z.object({ company_id: z.number() }),
    await database`select company_id from list_unsealed_companies()`,
  ).map((row) => row.company_id);
