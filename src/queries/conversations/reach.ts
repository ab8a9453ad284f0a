import { z } from 'zod';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseFirst } from '../shared/rows.ts';

/** A conversation that an address names, within the caller's reach: for the records around it. */

export const ReachedConversation = z.object({
  id: z.number(),
  call_centre_id: z.number().nullable(),
  assigned_to: z.number().nullable(),
  subject: z.string(),
  contact_name: z.string().nullable(),
  contact_address: z.string().nullable(),
  person_id: z.number().nullable(),
});
export type ReachedConversation = z.infer<typeof ReachedConversation>;

interface ReachInput {
  id: number;
  scope: Scope;
}

/** Out: undefined if there is none, it is deleted, or out of reach. */
export const findConversationInReach = (
  tx: Transaction,
  input: ReachInput,
): Promise<ReachedConversation | undefined> => select(tx, input, false);

/** The same, under the lock of its row. */
export const lockConversationInReach = (
  tx: Transaction,
  input: ReachInput,
): Promise<ReachedConversation | undefined> => select(tx, input, true);

const select = async (
  { sql, actor }: Transaction,
  { id, scope }: ReachInput,
  isLocked: boolean,
): Promise<ReachedConversation | undefined> =>
  parseFirst(
    ReachedConversation,
    await sql`
      select id, call_centre_id, assigned_to, subject, contact_name, contact_address, person_id
      from conversations
      where company_id = ${actor.companyId}::bigint
        and id = ${id}::bigint
        and deleted_at is null
        and ${reachCondition(sql, scope, { userId: 'assigned_to', callCentreId: 'call_centre_id' })}
      ${isLocked ? sql`for no key update` : sql``}
    `,
  );
