import { z } from 'zod';
import { companyCreated } from '../domain/companies/events.ts';
import { recordFacts } from '../platform/facts.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { INVITATION_LIFETIME_SECONDS } from '../domain/accounts/shapes.ts';
import { LOCALES } from '../domain/companies/shapes.ts';
import { parseFirst } from './shared/rows.ts';

const CompanyRow = z.object({
  id: z.number(),
  name: z.string(),
  slug: z.string(),
  locale: z.enum(LOCALES),
});
export type CompanyRow = z.infer<typeof CompanyRow>;

export const findCompany = async ({ sql, actor }: Transaction): Promise<CompanyRow | undefined> =>
  parseFirst(
    CompanyRow,
    await sql`
      select id, name, slug, locale
      from companies
      where id = ${actor.companyId}::bigint
    `,
  );

export const updateCompany = async (
  { sql, actor }: Transaction,
  input: { name: string; locale: string },
): Promise<CompanyRow | undefined> =>
  parseFirst(
    CompanyRow,
    await sql`
      update companies
      set name = ${input.name}::text,
          locale = ${input.locale}::text
      where id = ${actor.companyId}::bigint
      returning id, name, slug, locale
    `,
  );

export interface CreateCompanyInput {
  name: string;
  slug: string;
  locale: string;
  owner: { email: string; name: string };
  /** The owner's first credential: a password's hash, or an invitation's. */
  credential: { passwordHash: string } | { invitationHash: Buffer };
}

/** Finds an active owner of the company by e-mail. As relais_owner: the company is not known yet. */
export const findOwner = async (
  ownerDatabase: Database,
  input: { slug: string; email: string },
): Promise<{ company_id: number; user_id: number } | undefined> =>
  parseFirst(
    z.object({ company_id: z.number(), user_id: z.number() }),
    await ownerDatabase`
      select companies.id as company_id, users.id as user_id
      from companies
      join users on users.company_id = companies.id
      where companies.slug = ${input.slug}::text
        and users.email = ${input.email}::text
        and users.role = 'owner'
        and users.is_active
    `,
  );

/**
 * Creates a company and its owner. Only relais_owner may: the application role can't create companies.
 * Out: undefined if the slug is taken. Twice: the second call creates nothing.
 */
export const createCompany = (
  ownerDatabase: Database,
  input: CreateCompanyInput,
): Promise<{ companyId: number; userId: number } | undefined> =>
  ownerDatabase.begin(async (sql) => {
    const [company] = await sql`
      insert into companies (name, slug, locale)
      values (${input.name}::text, ${input.slug}::text, ${input.locale}::text)
      on conflict (slug) do nothing
      returning id
    `;
    if (!company) return undefined;
    const companyId = z.number().parse(company['id']);
    await sql`insert into company_heads (company_id) values (${companyId}::bigint)`;
    await sql`select set_config('relais.company_id', ${String(companyId)}::text, true)`;
    const passwordHash = 'passwordHash' in input.credential ? input.credential.passwordHash : null;
    const [user] = await sql`
      insert into users (company_id, email, name, role, locale, password_hash)
      values (
        ${companyId}::bigint, ${input.owner.email}::text, ${input.owner.name}::text, 'owner',
        ${input.locale}::text, ${passwordHash}::text
      )
      returning id
    `;
    const userId = z.number().parse(user?.['id']);
    if ('invitationHash' in input.credential) {
      await sql`
        insert into invitations (company_id, user_id, token_hash, expires_at)
        values (
          ${companyId}::bigint, ${userId}::bigint, ${input.credential.invitationHash}::bytea,
          now() + make_interval(secs => ${INVITATION_LIFETIME_SECONDS}::integer)
        )
      `;
    }
    const created = {
      event: companyCreated,
      emission: {
        subjectId: companyId,
        after: { name: input.name, slug: input.slug, owner_id: userId },
      },
    };
    await recordFacts(sql, { companyId, userId: null }, [created], []);
    return { companyId, userId };
  });
