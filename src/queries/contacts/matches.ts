import { z } from 'zod';
import type { ContactKind } from '../../domain/contacts/kinds.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';
import { CONTACT_TABLES, pointColumns, pointsOf } from './points.ts';

const MatchRow = z.object({
  id: z.number(),
  name: z.string(),
  ...pointColumns,
  matched: z.array(z.string()),
});
export type MatchRow = z.infer<typeof MatchRow>;

interface MatchInput {
  emails: readonly string[];
  phones: readonly string[];
  exceptId?: number | undefined;
  limit: number;
}

/** Contacts with one of these addresses or numbers, most matches first. Index: contact_points_value. */
export const listMatches = async (
  tx: Transaction,
  kind: ContactKind,
  { emails, phones, exceptId, limit }: MatchInput,
): Promise<MatchRow[]> => {
  if (emails.length + phones.length === 0) return [];
  const { sql, actor } = tx;
  const { table, key } = CONTACT_TABLES[kind];
  return parseRows(
    MatchRow,
    await sql`
      select ${sql(`${table}.id`)}, ${sql(`${table}.name`)}, points.emails, points.phones,
        found.matched
      from (
        select ${sql(`contact_points.${key}`)} as id,
          array_agg(contact_points.value order by contact_points.kind, contact_points.position)
            as matched
        from contact_points
        where ${isNamed(tx, { emails, phones })}
          and ${sql(`contact_points.${key}`)} is not null
          ${exceptId === undefined ? sql`` : sql`and ${sql(`contact_points.${key}`)} <> ${exceptId}::bigint`}
        group by ${sql(`contact_points.${key}`)}
      ) as found
      join ${sql(table)}
        on ${sql(`${table}.company_id`)} = ${actor.companyId}::bigint
        and ${sql(`${table}.id`)} = found.id
        and ${sql(`${table}.deleted_at`)} is null
      cross join lateral (${pointsOf(tx, kind)}) as points
      order by cardinality(found.matched) desc, ${sql(`${table}.id`)}
      limit ${limit}::integer
    `,
  );
};

const isNamed = (
  { sql, actor }: Transaction,
  { emails, phones }: Pick<MatchInput, 'emails' | 'phones'>,
) => sql`
  contact_points.company_id = ${actor.companyId}::bigint
  and (
    (contact_points.kind = 'email' and contact_points.value = any (${[...emails]}::text[]))
    or (contact_points.kind = 'phone' and contact_points.value = any (${[...phones]}::text[]))
  )
`;

/**
 * The same for people, each held until the end of the transaction: none is deleted or merged meanwhile.
 * The condition is evaluated again after the wait for a lock.
 */
export const holdPeopleByPoints = async (
  tx: Transaction,
  input: Omit<MatchInput, 'exceptId'>,
): Promise<number[]> => {
  const { sql, actor } = tx;
  return parseRows(
    z.object({ id: z.number() }),
    await sql`
      select people.id
      from people
      where people.company_id = ${actor.companyId}::bigint
        and people.deleted_at is null
        and people.id in (
          select contact_points.person_id from contact_points where ${isNamed(tx, input)}
        )
      order by people.id
      limit ${input.limit}::integer
      for share
    `,
  ).map(({ id }) => id);
};

/**
 * Until the end of the transaction no other one that names one of these keys goes on. So two that look for
 * a contact, and create it where there is none, do not create two. In order: two lists can't deadlock.
 */
export const lockContactKeys = async (
  { sql, actor }: Transaction,
  keys: readonly string[],
): Promise<void> => {
  for (const key of [...new Set(keys)].toSorted()) {
    await sql`
      select pg_advisory_xact_lock(
        hashtextextended(${`contacts/${actor.companyId}/${key}`}::text, 0)
      )
    `.execute();
  }
};
