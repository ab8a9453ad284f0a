import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';
import { pointsOf } from './points.ts';
import { contactReads, sharedColumns } from './records.ts';

export const OrganisationRow = z.object({
  ...sharedColumns,
  website: z.string().nullable(),
  people_count: z.number(),
});
export type OrganisationRow = z.infer<typeof OrganisationRow>;

/** What an organisation is made of, without its e-mail addresses and telephone numbers. */
export interface OrganisationFields {
  name: string;
  website: string | null;
  address: string | null;
  notes: string | null;
}

const columns = (sql: Transaction['sql']) => sql`
  organisations.id, organisations.name, organisations.website, organisations.address,
  organisations.notes, employed.people_count, points.emails, points.phones, organisations.version,
  organisations.created_at, organisations.updated_at, organisations.deleted_at,
  organisations.merged_into_id
`;

/** Index: people_organisation. */
const joined = (tx: Transaction) => tx.sql`
  cross join lateral (
    select count(*) as people_count
    from people
    where people.company_id = ${tx.actor.companyId}::bigint
      and people.organisation_id = organisations.id
      and people.deleted_at is null
  ) as employed
  cross join lateral (${pointsOf(tx, 'organisation')}) as points
`;

export const {
  list: listOrganisations,
  listById: listOrganisationsById,
  find: findOrganisation,
} = contactReads('organisation', { row: OrganisationRow, columns, joined });

/**
 * Holds an organisation that a person is to belong to: until the end of the transaction it is not deleted
 * or merged. Before the lock of the person: a merge of organisations takes them in this order too.
 * Out: false if there is none, or it is deleted.
 */
export const holdOrganisation = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<boolean> => {
  const rows = await sql`
    select id from organisations
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::bigint
      and deleted_at is null
    for share
  `;
  return rows.length > 0;
};

/**
 * The oldest organisation of this name, whatever its capitals; held until the end of the transaction.
 * Index: organisations_name_key.
 */
export const findOrganisationIdByName = async (
  { sql, actor }: Transaction,
  name: string,
): Promise<number | undefined> =>
  parseFirst(
    z.object({ id: z.number() }),
    await sql`
      select id from organisations
      where company_id = ${actor.companyId}::bigint
        and name_key = lower(btrim(${name}::text))
        and deleted_at is null
      order by id
      limit 1
      for share
    `,
  )?.id;

export const insertOrganisation = async (
  { sql, actor }: Transaction,
  input: OrganisationFields & { points: string },
): Promise<number> => {
  const [row] = await sql`
    insert into organisations (company_id, name, website, address, notes, points)
    values (
      ${actor.companyId}::bigint, ${input.name}::text, ${input.website}::text,
      ${input.address}::text, ${input.notes}::text, ${input.points}::text
    )
    returning id
  `;
  return z.object({ id: z.number() }).parse(row).id;
};

/** Twice: harmless but for the version. The caller holds the row and has compared the version. */
export const updateOrganisation = async (
  { sql, actor }: Transaction,
  input: OrganisationFields & { id: number; points: string },
): Promise<void> => {
  await sql`
    update organisations
    set name = ${input.name}::text,
        website = ${input.website}::text,
        address = ${input.address}::text,
        notes = ${input.notes}::text,
        points = ${input.points}::text,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
  `;
};
