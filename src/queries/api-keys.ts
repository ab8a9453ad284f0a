import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { ROLES } from '../domain/shared/permissions.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

const ApiKeyRow = z.object({
  id: z.number(),
  name: z.string(),
  prefix: z.string(),
  user_id: z.number(),
  user_name: z.string(),
  user_role: z.enum(ROLES),
  scopes: z.array(z.string()),
  created_by: z.number(),
  created_at: z.date(),
  expires_at: z.date().nullable(),
  last_used_at: z.date().nullable(),
  revoked_at: z.date().nullable(),
});
export type ApiKeyRow = z.infer<typeof ApiKeyRow>;

const selectApiKey = (sql: Transaction['sql']) => sql`
  select api_keys.id, api_keys.name, api_keys.prefix, api_keys.user_id,
    users.name as user_name, users.role as user_role, api_keys.scopes, api_keys.created_by,
    api_keys.created_at, api_keys.expires_at, api_keys.last_used_at, api_keys.revoked_at
  from api_keys
  join users on users.company_id = api_keys.company_id and users.id = api_keys.user_id
`;

/** Newest first, revoked ones included. */
export const listApiKeys = async (
  { sql, actor }: Transaction,
  input: { beforeId: number | undefined; limit: number },
): Promise<ApiKeyRow[]> =>
  parseRows(
    ApiKeyRow,
    await sql`
      ${selectApiKey(sql)}
      where api_keys.company_id = ${actor.companyId}::bigint
        ${input.beforeId === undefined ? sql`` : sql`and api_keys.id < ${input.beforeId}::bigint`}
      order by api_keys.id desc
      limit ${input.limit}::integer
    `,
  );

export const findApiKey = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<ApiKeyRow | undefined> =>
  parseFirst(
    ApiKeyRow,
    await sql`
      ${selectApiKey(sql)}
      where api_keys.company_id = ${actor.companyId}::bigint
        and api_keys.id = ${id}::bigint
    `,
  );

export const insertApiKey = async (
  { sql, actor }: Transaction,
  input: {
    userId: number;
    name: string;
    prefix: string;
    keyHash: Buffer;
    scopes: readonly string[];
    createdBy: number;
    expiresAt: Date | null;
  },
): Promise<number> => {
  const [row] = await sql`
    insert into api_keys
      (company_id, user_id, name, prefix, key_hash, scopes, created_by, expires_at)
    values (
      ${actor.companyId}::bigint, ${input.userId}::bigint, ${input.name}::text,
      ${input.prefix}::text, ${input.keyHash}::bytea, ${[...input.scopes]}::text[],
      ${input.createdBy}::bigint, ${input.expiresAt}::timestamptz
    )
    returning id
  `;
  return z.number().parse(row?.['id']);
};

/** Out: true for the first call only. */
export const revokeApiKey = async ({ sql, actor }: Transaction, id: number): Promise<boolean> => {
  const result = await sql`
    update api_keys
    set revoked_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::bigint
      and revoked_at is null
  `;
  return result.count === 1;
};

/** Revokes the keys that a user created for others: the user knows them. Out: their ids. */
export const revokeKeysCreatedBy = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<number[]> => {
  const rows = await sql`
    update api_keys
    set revoked_at = now()
    where company_id = ${actor.companyId}::bigint
      and created_by = ${userId}::bigint
      and user_id <> ${userId}::bigint
      and revoked_at is null
    returning id
  `;
  return rows.map((row) => z.number().parse(row['id']));
};
