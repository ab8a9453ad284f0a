import { z } from 'zod';
import { ACTION_STATUSES } from '../../domain/actions/statuses.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { withinReach } from '../actions/records.ts';
import { parseRows } from '../shared/rows.ts';

const FoundAction = z.object({
  id: z.string(),
  action_type: z.string(),
  status: z.enum(ACTION_STATUSES),
  entite_id: z.string().nullable(),
  entite_data: z.record(z.string(), z.unknown()),
  created_at: z.date(),
});
export type FoundAction = z.infer<typeof FoundAction>;

const COLUMNS = ['id', 'action_type', 'status', 'entite_id', 'entite_data', 'created_at'] as const;

interface SearchActionsInput {
  scope: Scope;
  limit: number;
}

/** Index: the primary key. `first` and `last` are the bounds of the ids with the same beginning. */
export const searchActionsById = async (
  { sql, actor }: Transaction,
  { scope, limit, first, last }: SearchActionsInput & { first: string; last: string },
): Promise<FoundAction[]> =>
  parseRows(
    FoundAction,
    await sql`
      select ${sql(COLUMNS)}
      from actions
      where actions.company_id = ${actor.companyId}::bigint
        and actions.id between ${first}::uuid and ${last}::uuid
        and ${withinReach(sql, scope)}
      order by actions.id desc
      limit ${limit}::integer
    `,
  );

/** The newest of each type. Index: actions_action_type. */
export const searchActionsByType = async (
  { sql, actor }: Transaction,
  { scope, limit, types }: SearchActionsInput & { types: readonly string[] },
): Promise<FoundAction[]> =>
  types.length === 0
    ? []
    : parseRows(
        FoundAction,
        await sql`
          select found.*
          from unnest(${[...types]}::text[]) as type
          cross join lateral (
            select ${sql(COLUMNS)}
            from actions
            where actions.company_id = ${actor.companyId}::bigint
              and actions.action_type = type
              and ${withinReach(sql, scope)}
            order by actions.id desc
            limit ${limit}::integer
          ) as found
          order by found.id desc
          limit ${limit}::integer
        `,
      );

/** The newest about these records; only of these types, if any are named. Index: actions_entity_id. */
export const searchActionsByEntity = async (
  { sql, actor }: Transaction,
  input: SearchActionsInput & {
    entityIds: readonly number[];
    types: readonly string[] | undefined;
  },
): Promise<FoundAction[]> =>
  parseRows(
    FoundAction,
    await sql`
      select found.*
      from unnest(${[...input.entityIds]}::bigint[]) as named (entity_id)
      cross join lateral (
        select ${sql(COLUMNS)}
        from actions
        where actions.company_id = ${actor.companyId}::bigint
          and actions.entity_id = named.entity_id
          ${input.types === undefined ? sql`` : sql`and actions.action_type = any (${[...input.types]}::text[])`}
          and ${withinReach(sql, input.scope)}
        order by actions.id desc
        limit ${input.limit}::integer
      ) as found
      order by found.id desc
      limit ${input.limit}::integer
    `,
  );
