import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

const COUNT_MAX = 50;

/** Who is told of a draft without a decision: the supervisors of its centre, else the owners. */
export const listSupervisors = async (
  { sql, actor }: Transaction,
  callCentreId: number | null,
): Promise<number[]> =>
  parseRows(
    z.object({ id: z.number() }),
    await sql`
      with candidates as (
        select id, role = 'supervisor' as is_of_centre
        from users
        where company_id = ${actor.companyId}::bigint
          and is_active
          and (
            role = 'owner'
            or (role = 'supervisor' and call_centre_id = ${callCentreId}::bigint)
          )
      )
      select id
      from candidates
      where is_of_centre = (select bool_or(is_of_centre) from candidates)
      order by id
      limit ${COUNT_MAX}::integer
    `,
  ).map(({ id }) => id);
