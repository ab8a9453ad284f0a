import { z } from 'zod';
import { ACTION_STATUSES } from '../../domain/actions/statuses.ts';
import type { ActionEntityType } from '../../domain/entities/types.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

const RecentActionRow = z.object({
  id: z.string(),
  ref: z.string(),
  status: z.enum(ACTION_STATUSES),
  decide_par: z.number(),
  decide_par_name: z.string(),
  call_centre_id: z.number().nullable(),
  created_at: z.date(),
});
export type RecentActionRow = z.infer<typeof RecentActionRow>;

interface ListRecentActionsInput {
  actionType: string;
  type: ActionEntityType;
  subjects: readonly { ref: string; entityId: number | null }[];
  since: Date;
}

/**
 * The latest action of a type for each of the records or cases, of the whole company. Indexes: actions_entity_id,
 * actions_case.
 */
export const listRecentActions = async (
  { sql, actor }: Transaction,
  input: ListRecentActionsInput,
): Promise<RecentActionRow[]> =>
  parseRows(
    RecentActionRow,
    await sql`
      select latest.id, wanted.ref, latest.status, latest.decide_par,
        users.name as decide_par_name, latest.call_centre_id, latest.created_at
      from unnest(
        ${input.subjects.map(({ ref }) => ref)}::text[],
        ${input.subjects.map(({ entityId }) => entityId)}::bigint[]
      ) as wanted(ref, entity_id)
      cross join lateral (
        select actions.id, actions.status, actions.decide_par, actions.call_centre_id,
          actions.created_at
        from actions
        where actions.company_id = ${actor.companyId}::bigint
          and ${
            input.type === 'dossier'
              ? sql`actions.entite_type = 'dossier' and actions.entite_id = wanted.ref`
              : sql`actions.entity_id = wanted.entity_id`
          }
          and actions.action_type = ${input.actionType}::text
          and actions.created_at > ${input.since}::timestamptz
        order by actions.id desc
        limit 1
      ) as latest
      join users
        on users.company_id = ${actor.companyId}::bigint and users.id = latest.decide_par
    `,
  );
