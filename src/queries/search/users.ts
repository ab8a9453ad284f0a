import { z } from 'zod';
import { LOCALES, type Locale } from '../../domain/companies/shapes.ts';
import { ROLES, type Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

const FoundUser = z.object({
  id: z.number(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  is_active: z.boolean(),
});

/** Users with all words of the text in name or address, active ones first. Reads all users in reach. */
export const searchUsers = async (
  { sql, actor }: Transaction,
  { text, scope, limit }: { text: string; scope: Scope; limit: number },
): Promise<z.infer<typeof FoundUser>[]> =>
  parseRows(
    FoundUser,
    await sql`
      select users.id, users.email, users.name, users.role, users.is_active
      from users
      where users.company_id = ${actor.companyId}::bigint
        and ${reachCondition(sql, scope, { userId: 'users.id', callCentreId: 'users.call_centre_id' })}
        and to_tsvector('pg_catalog.simple', search_words(users.name || ' ' || users.email))
          @@ words_query(${text}::text)
      order by users.is_active desc, users.name, users.id
      limit ${limit}::integer
    `,
  );

/** The language of a user, in which labels are searched and shown. */
export const findUserLocale = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<Locale> => {
  const row = parseFirst(
    z.object({ locale: z.enum(LOCALES) }),
    await sql`
      select locale
      from users
      where company_id = ${actor.companyId}::bigint and id = ${userId}::bigint
    `,
  );
  return row?.locale ?? 'fr';
};
