import { z } from 'zod';
import { ROLES } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { matching, type LeadSelection } from './list.ts';
import { leadColumns, LeadRow, withinReach } from './records.ts';

/** Giving leads to users: one or many in one statement, under their locks. */

const AssigneeRow = z.object({
  id: z.number(),
  role: z.enum(ROLES),
  call_centre_id: z.number().nullable(),
  is_active: z.boolean(),
});
export type AssigneeRow = z.infer<typeof AssigneeRow>;

export const findAssignee = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<AssigneeRow | undefined> =>
  parseFirst(
    AssigneeRow,
    await sql`
      select id, role, call_centre_id, is_active
      from users
      where company_id = ${actor.companyId}::bigint and id = ${userId}::bigint
    `,
  );

/** Those of the leads within the scope, by id: every transaction locks in this order. */
export const lockLeads = async (
  { sql, actor }: Transaction,
  input: { ids: readonly number[]; scope: LeadSelection['scope'] },
): Promise<LeadRow[]> =>
  parseRows(
    LeadRow,
    await sql`
      select ${leadColumns(sql)}
      from leads
      where leads.company_id = ${actor.companyId}::bigint
        and leads.id = any (${[...input.ids]}::bigint[])
        and ${withinReach(sql, input.scope)}
      order by leads.id
      for no key update
    `,
  );

/** Of the matching leads, the first `limit` by id. */
export const lockMatchingLeads = async (
  tx: Transaction,
  { limit, ...selection }: LeadSelection & { limit: number },
): Promise<LeadRow[]> =>
  parseRows(
    LeadRow,
    await tx.sql`
      select ${leadColumns(tx.sql)}
      from leads
      where ${matching(tx, selection)}
      order by leads.id
      limit ${limit}::integer
      for no key update
    `,
  );

export interface Assignment {
  id: number;
  assigned_to: number | null;
  call_centre_id: number | null;
}

/** All in one statement. The caller holds the locks. Out: the changed leads, by id. */
export const assignLeads = async (
  { sql, actor }: Transaction,
  assignments: readonly Assignment[],
): Promise<LeadRow[]> =>
  assignments.length === 0
    ? []
    : parseRows(
        LeadRow,
        await sql`
          with changed as (
            update leads
            set assigned_to = assignment.assigned_to,
                call_centre_id = assignment.call_centre_id,
                version = leads.version + 1,
                updated_at = now()
            from jsonb_to_recordset(${json(sql, assignments)}) as assignment(
              id bigint, assigned_to bigint, call_centre_id bigint
            )
            where leads.company_id = ${actor.companyId}::bigint and leads.id = assignment.id
            returning leads.*
          )
          select ${leadColumns(sql)} from changed as leads order by leads.id
        `,
      );

/** The active agents of the call centre, by id. */
export const listAgentIds = async (
  { sql, actor }: Transaction,
  callCentreId: number,
): Promise<number[]> =>
  parseRows(
    z.object({ id: z.number() }),
    await sql`
      select id
      from users
      where company_id = ${actor.companyId}::bigint
        and call_centre_id = ${callCentreId}::bigint
        and role = 'agent'
        and is_active
      order by id
    `,
  ).map(({ id }) => id);

/**
 * Who got the last lead in turn; null before the first. Locks the turn of the call centre until the end of the
 * transaction, so that two transactions do not give the same turn. Call it after the locks of the leads.
 */
export const lockTurn = async (
  { sql, actor }: Transaction,
  callCentreId: number,
): Promise<number | null> => {
  const row = parseFirst(
    z.object({ last_user_id: z.number().nullable() }),
    await sql`
      insert into lead_turns (company_id, call_centre_id)
      values (${actor.companyId}::bigint, ${callCentreId}::bigint)
      on conflict (company_id, call_centre_id) do update
      set last_user_id = lead_turns.last_user_id
      returning last_user_id
    `,
  );
  return row?.last_user_id ?? null;
};

export const setTurn = (
  { sql, actor, send }: Transaction,
  input: { callCentreId: number; lastUserId: number },
): void =>
  send(sql`
    update lead_turns
    set last_user_id = ${input.lastUserId}::bigint
    where company_id = ${actor.companyId}::bigint
      and call_centre_id = ${input.callCentreId}::bigint
  `);
