import { SESSION_LIFETIME_SECONDS } from '../../domain/accounts/shapes.ts';
import type { Transaction } from '../../platform/database.ts';

/** Sessions of the console. Tokens are stored as SHA-256; `findSessionCaller` finds the session. */

export const insertSession = async (
  { sql, actor }: Transaction,
  input: { id: string; userId: number; tokenHash: Buffer; userAgent: string | null },
): Promise<void> => {
  await sql`
    insert into sessions (id, company_id, user_id, token_hash, ip, user_agent, expires_at)
    values (
      ${input.id}::uuid, ${actor.companyId}::bigint, ${input.userId}::bigint,
      ${input.tokenHash}::bytea, ${actor.ip ?? null}::text, ${input.userAgent}::text,
      now() + make_interval(secs => ${SESSION_LIFETIME_SECONDS}::integer)
    )
  `;
};

export const deleteSession = async (
  { sql, actor }: Transaction,
  sessionId: string,
): Promise<void> => {
  await sql`
    delete from sessions
    where company_id = ${actor.companyId}::bigint
      and id = ${sessionId}::uuid
  `;
};

/** Deletes all sessions of a user, except `exceptId`. */
export const deleteUserSessions = async (
  { sql, actor }: Transaction,
  { userId, exceptId = null }: { userId: number; exceptId?: string | null },
): Promise<void> => {
  await sql`
    delete from sessions
    where company_id = ${actor.companyId}::bigint
      and user_id = ${userId}::bigint
      and id is distinct from ${exceptId}::uuid
  `;
};
