import { z } from 'zod';
import { retryOnConnectionLoss, type Database, type Transaction } from '../../platform/database.ts';
import { ROLES, type Caller } from '../../domain/shared/permissions.ts';
import { hashToken } from '../../domain/shared/secrets.ts';
import { parseFirst } from '../shared/rows.ts';

/** Finds the caller of a token. The company is not known yet, so security-definer functions do it. */

const CallerRow = z.object({
  company_id: z.number(),
  user_id: z.number(),
  role: z.enum(ROLES),
  call_centre_id: z.number().nullable(),
  api_key_id: z.number().nullable().default(null),
  session_id: z.string().nullable().default(null),
  scopes: z.array(z.string()).nullable().default(null),
});

const toCaller = (row: z.infer<typeof CallerRow>): Caller => ({
  companyId: row.company_id,
  userId: row.user_id,
  role: row.role,
  callCentreId: row.call_centre_id,
  apiKeyId: row.api_key_id,
  sessionId: row.session_id,
  scopes: row.scopes,
});

export const findApiKeyCaller = async (
  database: Database,
  token: string,
): Promise<Caller | undefined> => {
  const row = parseFirst(
    CallerRow,
    await retryOnConnectionLoss(
      () => database`
      select company_id, user_id, role, call_centre_id, api_key_id, scopes
      from authenticate_api_key(${hashToken(token)}::bytea)
    `,
    ),
  );
  return row && toCaller(row);
};

export const findSessionCaller = async (
  database: Database,
  token: string,
): Promise<Caller | undefined> => {
  const row = parseFirst(
    CallerRow,
    await retryOnConnectionLoss(
      () => database`
      select company_id, user_id, role, call_centre_id, session_id
      from authenticate_session(${hashToken(token)}::bytea)
    `,
    ),
  );
  return row && toCaller(row);
};

/** True if the caller's user, role and API key are still valid. Call it under `lockSetting('users')`. */
export const isCallerUnchanged = async (
  { sql, actor }: Transaction,
  caller: Pick<Caller, 'userId' | 'role' | 'apiKeyId'>,
): Promise<boolean> => {
  const rows = await sql`
    select 1
    from users
    left join api_keys
      on api_keys.company_id = users.company_id
      and api_keys.id = ${caller.apiKeyId}::bigint
    where users.company_id = ${actor.companyId}::bigint
      and users.id = ${caller.userId}::bigint
      and users.role = ${caller.role}::text
      and users.is_active
      and api_keys.revoked_at is null
  `;
  return rows.length > 0;
};
