import { z } from 'zod';
import { ACTION_STATUSES } from '../../domain/actions/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

const RecentActionRow = z.object({
  id: z.string(),
  entity_id: z.number(),
  status: z.enum(ACTION_STATUSES),
  decide_par: z.number(),
  decide_par_name: z.string(),
  call_centre_id: z.number().nullable(),
  created_at: z.date(),
});
export type RecentActionRow = z.infer<typeof RecentActionRow>;

/**
 * The latest action of a type for each of the records, of the whole company. Index: actions_entity_id.
 */
export const listRecentActions = async (
  { sql, actor }: Transaction,
  input: { actionType: string; entityIds: readonly number[]; since: Date },
): Promise<RecentActionRow[]> =>
  parseRows(
    RecentActionRow,
    await sql`
      select latest.id, wanted.id as entity_id, latest.status, latest.decide_par,
        users.name as decide_par_name, latest.call_centre_id, latest.created_at
      from unnest(${input.entityIds}::bigint[]) as wanted(id)
      cross join lateral (
        select actions.id, actions.status, actions.decide_par, actions.call_centre_id,
          actions.created_at
        from actions
        where actions.company_id = ${actor.companyId}::bigint
          and actions.entity_id = wanted.id
          and actions.action_type = ${input.actionType}::text
          and actions.created_at > ${input.since}::timestamptz
        order by actions.id desc
        limit 1
      ) as latest
      join users
        on users.company_id = ${actor.companyId}::bigint and users.id = latest.decide_par
    `,
  );
