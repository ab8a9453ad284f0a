import { z } from 'zod';
import { PRESENCE_SECONDS, PRESENCE_STATES } from '../../domain/conversations/presence.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

type State = (typeof PRESENCE_STATES)[number];

/**
 * Says that the user looks or types. Out: what the others saw of the user before; undefined if nothing. Also
 * removes what has ended of the user elsewhere, so that the table stays small.
 */
export const savePresence = async (
  { sql, actor }: Transaction,
  input: { conversationId: number; userId: number; state: State },
): Promise<State | undefined> =>
  parseFirst(
    z.object({ state: z.enum(PRESENCE_STATES) }),
    await sql`
      with before as (
        select state
        from conversation_presence
        where company_id = ${actor.companyId}::bigint
          and conversation_id = ${input.conversationId}::bigint
          and user_id = ${input.userId}::bigint
          and expires_at > now()
      ),
      ended as (
        delete from conversation_presence
        where company_id = ${actor.companyId}::bigint
          and user_id = ${input.userId}::bigint
          and conversation_id <> ${input.conversationId}::bigint
          and expires_at <= now()
      ),
      saved as (
        insert into conversation_presence (company_id, conversation_id, user_id, state, expires_at)
        values (
          ${actor.companyId}::bigint, ${input.conversationId}::bigint, ${input.userId}::bigint,
          ${input.state}::text, now() + make_interval(secs => ${PRESENCE_SECONDS}::integer)
        )
        on conflict (company_id, conversation_id, user_id) do update
        set state = excluded.state, expires_at = excluded.expires_at
      )
      select state from before
    `,
  )?.state;

/** Out: true if the others saw the user until now. */
export const deletePresence = async (
  { sql, actor }: Transaction,
  input: { conversationId: number; userId: number },
): Promise<boolean> => {
  const deleted = await sql`
    delete from conversation_presence
    where company_id = ${actor.companyId}::bigint
      and conversation_id = ${input.conversationId}::bigint
      and user_id = ${input.userId}::bigint
    returning 1
  `;
  return deleted.count > 0;
};
