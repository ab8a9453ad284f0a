import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database.ts';
import { LOCALES } from '../../domain/companies/shapes.ts';
import { ROLES } from '../../domain/shared/permissions.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Lookups before the company is known (security-definer functions), and the caller's own account. */

const CandidateRow = z.object({
  company_id: z.number(),
  company_slug: z.string(),
  company_name: z.string(),
  user_id: z.number(),
  password_hash: z.string(),
});
export type CandidateRow = z.infer<typeof CandidateRow>;

/** Active users of any company with this address and a password; five at most. */
export const findSignInCandidates = async (
  database: Database,
  input: { email: string; companySlug: string | undefined },
): Promise<CandidateRow[]> =>
  parseRows(
    CandidateRow,
    await database`
      select company_id, company_slug, company_name, user_id, password_hash
      from find_sign_in_candidates(${input.email}::text, ${input.companySlug ?? null}::text)
    `,
  );

const FoundInvitationRow = z.object({
  company_id: z.number(),
  company_name: z.string(),
  user_id: z.number(),
  email: z.string(),
  invitation_id: z.number(),
});

export const findInvitation = async (
  database: Database,
  tokenHash: Buffer,
): Promise<z.infer<typeof FoundInvitationRow> | undefined> =>
  parseFirst(
    FoundInvitationRow,
    await database`
      select company_id, company_name, user_id, email, invitation_id
      from find_invitation(${tokenHash}::bytea)
    `,
  );

interface Bucket {
  name: string;
  attemptCountMax: number;
}

/** Counts an attempt in every bucket. Out: 0, or the seconds to wait if a bucket is full. */
export const takeAttempts = async (
  database: Database,
  { buckets, windowSeconds }: { buckets: readonly Bucket[]; windowSeconds: number },
): Promise<number> => {
  const [row] = await database`
    select take_attempts(
      ${buckets.map((bucket) => bucket.name)}::text[],
      ${buckets.map((bucket) => bucket.attemptCountMax)}::integer[],
      ${windowSeconds}::integer
    ) as retry_after_seconds
  `;
  return z.number().parse(row?.['retry_after_seconds']);
};

export const returnAttempts = async (
  database: Database,
  buckets: readonly Bucket[],
): Promise<void> => {
  await database`select return_attempts(${buckets.map((bucket) => bucket.name)}::text[])`;
};

const AccountRow = z.object({
  id: z.number(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  call_centre_id: z.number().nullable(),
  locale: z.enum(LOCALES),
  password_hash: z.string().nullable(),
  company: z.object({
    id: z.number(),
    name: z.string(),
    slug: z.string(),
    locale: z.enum(LOCALES),
  }),
});
export type AccountRow = z.infer<typeof AccountRow>;

export const findAccount = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<AccountRow | undefined> =>
  parseFirst(
    AccountRow,
    await sql`
      select users.id, users.email, users.name, users.role, users.call_centre_id, users.locale,
        users.password_hash,
        jsonb_build_object(
          'id', companies.id,
          'name', companies.name,
          'slug', companies.slug,
          'locale', companies.locale
        ) as company
      from users
      join companies on companies.id = users.company_id
      where users.company_id = ${actor.companyId}::bigint
        and users.id = ${userId}::bigint
    `,
  );

/** Changes the profile fields that users may change themselves. */
export const updateProfile = async (
  { sql, actor }: Transaction,
  input: { userId: number; name: string; locale: string },
): Promise<void> => {
  await sql`
    update users
    set name = ${input.name}::text,
        locale = ${input.locale}::text,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.userId}::bigint
  `;
};

/**
 * Records a sign-in. Out: false if the user was disabled or the password changed after it was verified.
 * The update locks the user's row: a transaction that disables the user or changes the password waits
 * for it, and then also deletes the new session.
 */
export const recordSignIn = async (
  { sql, actor }: Transaction,
  { userId, passwordHash }: { userId: number; passwordHash: string },
): Promise<boolean> => {
  const result = await sql`
    update users
    set last_sign_in_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${userId}::bigint
      and is_active
      and password_hash = ${passwordHash}::text
  `;
  return result.count === 1;
};

/** Compare-and-set on the hash. Out: false if the password was changed in the meantime. */
export const replacePassword = async (
  { sql, actor }: Transaction,
  input: { userId: number; previousHash: string; passwordHash: string },
): Promise<boolean> => {
  const result = await sql`
    update users
    set password_hash = ${input.passwordHash}::text,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.userId}::bigint
      and password_hash = ${input.previousHash}::text
  `;
  return result.count === 1;
};

/** Sets the password after an invitation. Out: false if the user is disabled. */
export const setInvitedPassword = async (
  { sql, actor }: Transaction,
  input: { userId: number; passwordHash: string; name: string | undefined },
): Promise<boolean> => {
  const result = await sql`
    update users
    set password_hash = ${input.passwordHash}::text,
        name = coalesce(${input.name ?? null}::text, name),
        last_sign_in_at = now(),
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.userId}::bigint
      and is_active
  `;
  return result.count === 1;
};

/** Consumes the invitation. Out: true for one caller only, so a link works once. */
export const deleteInvitation = async (
  { sql, actor }: Transaction,
  invitationId: number,
): Promise<boolean> => {
  const result = await sql`
    delete from invitations
    where company_id = ${actor.companyId}::bigint
      and id = ${invitationId}::bigint
      and expires_at > now()
  `;
  return result.count === 1;
};
