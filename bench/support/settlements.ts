import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Stack } from './stack.ts';

/**
 * When actions were settled, as the database has it. Read once at the end: the system under test does not
 * pay for being watched, and a kill loses no answer.
 */

const POLL_MS = 500;
const SettlementRow = z.object({ entite_id: z.string(), settled_at: z.date() });

export const untilAllSettled = async (
  { superuser }: Stack,
  { companyId, timeoutMs }: { companyId: number; timeoutMs: number },
): Promise<void> => {
  const endsAt = performance.now() + timeoutMs;
  for (;;) {
    const open = await superuser`
      select count(*) as count
      from actions
      where company_id = ${companyId}::bigint and settled_at is null
    `.then(
      ([row]) => z.number().parse(row?.['count']),
      () => Number.NaN, // the last kill was PostgreSQL's
    );
    if (open === 0) return;
    if (performance.now() > endsAt) return console.log(`  ${open} actions are not settled`);
    await sleep(POLL_MS);
  }
};

/** Out: milliseconds of the epoch, by the entity that the action is about. */
export const readSettlements = async (
  { superuser }: Stack,
  { companyId }: { companyId: number },
): Promise<Map<string, number>> => {
  const rows = await superuser`
    select entite_id, settled_at
    from actions
    where company_id = ${companyId}::bigint and settled_at is not null
  `;
  const parsed = z.array(SettlementRow).parse([...rows]);
  return new Map(parsed.map((row) => [row.entite_id, row.settled_at.getTime()]));
};
