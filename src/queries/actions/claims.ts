import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Claims of dispatches by flows of n8n: one per action and round. */

const ClaimRow = z.object({
  round: z.number(),
  claimed_by: z.string().nullable(),
  claimed_at: z.date(),
});
export type ClaimRow = z.infer<typeof ClaimRow>;

const LISTED_COUNT_MAX = 500;

interface RoundOfAction {
  actionId: string;
  round: number;
}

export const listClaims = async (
  { sql, actor }: Transaction,
  actionId: string,
): Promise<ClaimRow[]> =>
  parseRows(
    ClaimRow,
    await sql`
      select round, claimed_by, claimed_at
      from action_claims
      where company_id = ${actor.companyId}::bigint and action_id = ${actionId}::uuid
      order by round
      limit ${LISTED_COUNT_MAX}::integer
    `,
  );

export const findClaim = async (
  { sql, actor }: Transaction,
  { actionId, round }: RoundOfAction,
): Promise<ClaimRow | undefined> =>
  parseFirst(
    ClaimRow,
    await sql`
      select round, claimed_by, claimed_at
      from action_claims
      where company_id = ${actor.companyId}::bigint
        and action_id = ${actionId}::uuid
        and round = ${round}::integer
    `,
  );

/** True if this execution has given the dispatch back. Its claim may come late: Relais was slow. */
export const hasReleased = async (
  { sql, actor }: Transaction,
  { actionId, round, claimedBy }: RoundOfAction & { claimedBy: string },
): Promise<boolean> => {
  const rows = await sql`
    select
    from action_attempts
    where company_id = ${actor.companyId}::bigint
      and action_id = ${actionId}::uuid
      and round = ${round}::integer
      and released_by = ${claimedBy}::text
    limit 1
  `;
  return rows.length > 0;
};

/** The caller holds the lock of the action's row and has found no claim. */
export const insertClaim = (
  { sql, actor, send }: Transaction,
  input: RoundOfAction & { claimedBy: string | null; claimedAt: Date },
): void =>
  send(sql`
    insert into action_claims (company_id, action_id, round, claimed_by, claimed_at)
    values (
      ${actor.companyId}::bigint, ${input.actionId}::uuid, ${input.round}::integer,
      ${input.claimedBy}::text, ${input.claimedAt}::timestamptz
    )
  `);

export const deleteClaim = (
  { sql, actor, send }: Transaction,
  { actionId, round }: RoundOfAction,
): void =>
  send(sql`
    delete from action_claims
    where company_id = ${actor.companyId}::bigint
      and action_id = ${actionId}::uuid
      and round = ${round}::integer
  `);
