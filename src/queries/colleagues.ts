import { z } from 'zod';
import { ROLES, type Role } from '../domain/shared/permissions.ts';
import type { Transaction } from '../platform/database.ts';
import { parseRows } from './shared/rows.ts';

const ColleagueRow = z.object({
  id: z.number(),
  name: z.string(),
  role: z.enum(ROLES),
  call_centre_id: z.number().nullable(),
  is_active: z.boolean(),
});
export type ColleagueRow = z.infer<typeof ColleagueRow>;

/** Users that a request names: for mentions and assignees. */
export const listColleagues = async (
  { sql, actor }: Transaction,
  ids: readonly number[],
): Promise<ColleagueRow[]> =>
  parseRows(
    ColleagueRow,
    await sql`
      select id, name, role, call_centre_id, is_active
      from users
      where company_id = ${actor.companyId}::bigint and id = any (${[...ids]}::bigint[])
    `,
  );

const READ_COUNT_MAX = 500;

interface SearchInput {
  text: string | undefined;
  /** Only of these roles, of this call centre, or this one. */
  among: { roles: readonly Role[]; callCentreId: number | null; userId: number | null };
}

/** Active users with all words of the text in their name, by name; at most 500. */
export const searchColleagues = async (
  { sql, actor }: Transaction,
  { text, among }: SearchInput,
): Promise<ColleagueRow[]> =>
  parseRows(
    ColleagueRow,
    await sql`
      select id, name, role, call_centre_id, is_active
      from users
      where company_id = ${actor.companyId}::bigint
        and is_active
        and (
          role = any (${[...among.roles]}::text[])
          or call_centre_id = ${among.callCentreId}::bigint
          or id = ${among.userId}::bigint
        )
        ${
          (text ?? '') === ''
            ? sql``
            : sql`
                and to_tsvector('pg_catalog.simple', search_words(name))
                  @@ words_query(${text ?? ''}::text)
              `
        }
      order by name, id
      limit ${READ_COUNT_MAX}::integer
    `,
  );
