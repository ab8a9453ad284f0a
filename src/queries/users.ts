import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { LOCALES } from '../domain/companies/shapes.ts';
import { MAIL_STATUSES } from '../domain/shared/mail-status.ts';
import { ROLES, type Role, type Scope } from '../domain/shared/permissions.ts';
import { reachCondition } from './shared/reach.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

export const UserRow = z.object({
  id: z.number(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  call_centre_id: z.number().nullable(),
  locale: z.enum(LOCALES),
  is_active: z.boolean(),
  invitation_expires_at: z.date().nullable(),
  invitation_mail_status: z.enum(MAIL_STATUSES).nullable(),
  invitation_mail_error: z.string().nullable(),
  invitation_mailed_at: z.date().nullable(),
  has_password: z.boolean(),
  last_sign_in_at: z.date().nullable(),
  created_at: z.date(),
  updated_at: z.date(),
});
export type UserRow = z.infer<typeof UserRow>;

interface ListUsersInput {
  role: Role | undefined;
  isActive: boolean | undefined;
  /** Part of a name or address. */
  text: string | undefined;
  scope: Scope;
  afterId: number | undefined;
  limit: number;
}

const selectUser = (sql: Transaction['sql']) => sql`
  select users.id, users.email, users.name, users.role, users.call_centre_id, users.locale,
    users.is_active, invitations.expires_at as invitation_expires_at,
    invitations.mail_status as invitation_mail_status,
    invitations.mail_error as invitation_mail_error,
    invitations.mailed_at as invitation_mailed_at, users.last_sign_in_at,
    users.password_hash is not null as has_password, users.created_at, users.updated_at
  from users
  left join invitations
    on invitations.company_id = users.company_id
    and invitations.user_id = users.id
    and invitations.expires_at > now()
`;

/** Oldest first. */
export const listUsers = async (
  { sql, actor }: Transaction,
  input: ListUsersInput,
): Promise<UserRow[]> => {
  const pattern = `%${(input.text ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  return parseRows(
    UserRow,
    await sql`
      ${selectUser(sql)}
      where users.company_id = ${actor.companyId}::bigint
        ${input.role === undefined ? sql`` : sql`and users.role = ${input.role}::text`}
        ${input.isActive === undefined ? sql`` : sql`and users.is_active = ${input.isActive}::boolean`}
        ${
          input.text === undefined
            ? sql``
            : sql`and (
                unaccent(users.name) ilike unaccent(${pattern}::text)
                or users.email ilike ${pattern}::text
              )`
        }
        and ${reachCondition(sql, input.scope, { userId: 'users.id', callCentreId: 'users.call_centre_id' })}
        ${input.afterId === undefined ? sql`` : sql`and users.id > ${input.afterId}::bigint`}
      order by users.id
      limit ${input.limit}::integer
    `,
  );
};

export const findUser = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<UserRow | undefined> =>
  parseFirst(
    UserRow,
    await sql`
      ${selectUser(sql)}
      where users.company_id = ${actor.companyId}::bigint
        and users.id = ${userId}::bigint
    `,
  );

/** Undefined if the company has this address already. */
export const insertUser = async (
  { sql, actor }: Transaction,
  input: { email: string; name: string; role: Role; callCentreId: number | null; locale: string },
): Promise<number | undefined> =>
  parseFirst(
    z.object({ id: z.number() }),
    await sql`
      insert into users (company_id, email, name, role, call_centre_id, locale)
      values (
        ${actor.companyId}::bigint, ${input.email}::text, ${input.name}::text,
        ${input.role}::text, ${input.callCentreId}::bigint, ${input.locale}::text
      )
      on conflict (company_id, email) do nothing
      returning id
    `,
  )?.id;

export const updateUser = async (
  { sql, actor }: Transaction,
  input: {
    id: number;
    name: string;
    role: Role;
    callCentreId: number | null;
    isActive: boolean;
    locale: string;
  },
): Promise<void> => {
  await sql`
    update users
    set name = ${input.name}::text,
        role = ${input.role}::text,
        call_centre_id = ${input.callCentreId}::bigint,
        is_active = ${input.isActive}::boolean,
        locale = ${input.locale}::text,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::bigint
  `;
};

/** True if another owner or super admin can sign in. Call it under `lockSetting('users')`. */
export const hasOtherOwner = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<boolean> => {
  const rows = await sql`
    select 1
    from users
    where company_id = ${actor.companyId}::bigint
      and id <> ${userId}::bigint
      and role in ('owner', 'super_admin')
      and is_active
      and password_hash is not null
    limit 1
  `;
  return rows.length > 0;
};
