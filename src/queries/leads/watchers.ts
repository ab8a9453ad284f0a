import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

const WATCHER_COUNT_MAX = 100;

/**
 * The active users who follow the leads of a call centre: its supervisors, and the owners. Without a call
 * centre: the owners. At most 100, the oldest first.
 */
export const listLeadWatchers = async (
  { sql, actor }: Transaction,
  callCentreId: number | null,
): Promise<number[]> =>
  parseRows(
    z.object({ id: z.number() }),
    await sql`
      select users.id
      from users
      where users.company_id = ${actor.companyId}::bigint
        and users.is_active
        and (
          users.role = 'owner'
          or (users.role = 'supervisor' and users.call_centre_id = ${callCentreId}::bigint)
        )
      order by users.id
      limit ${WATCHER_COUNT_MAX}::integer
    `,
  ).map(({ id }) => id);
