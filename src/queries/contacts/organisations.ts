import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { pageOfContacts, sortKey, type ListContactsInput } from './lists.ts';
import { pointColumns, pointsOf } from './points.ts';

export const OrganisationRow = z.object({
  id: z.number(),
  name: z.string(),
  website: z.string().nullable(),
  address: z.string().nullable(),
  notes: z.string().nullable(),
  people_count: z.number(),
  ...pointColumns,
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
  deleted_at: z.date().nullable(),
  merged_into_id: z.number().nullable(),
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

export const listOrganisations = async (
  tx: Transaction,
  input: ListContactsInput,
): Promise<(OrganisationRow & { sort_key: string | number })[]> => {
  const { sql, actor } = tx;
  return parseRows(
    OrganisationRow.extend({ sort_key: sortKey }),
    await sql`
      select ${columns(sql)}, page.sort_key
      from (${pageOfContacts(tx, 'organisation', input)}) as page
      join organisations
        on organisations.company_id = ${actor.companyId}::bigint and organisations.id = page.id
      ${joined(tx)}
      order by page.place
    `,
  );
};

/** In the order of the ids' numbers, latest first; deleted ones are left out. */
export const listOrganisationsById = async (
  tx: Transaction,
  ids: readonly number[],
): Promise<OrganisationRow[]> => {
  const { sql, actor } = tx;
  return parseRows(
    OrganisationRow,
    await sql`
      select ${columns(sql)}
      from organisations
      ${joined(tx)}
      where organisations.company_id = ${actor.companyId}::bigint
        and organisations.id = any (${[...ids]}::bigint[])
        and organisations.deleted_at is null
      order by organisations.id desc
    `,
  );
};

/** Also a deleted one. `isLocked`: no other transaction changes it until this one ends. */
export const findOrganisation = async (
  tx: Transaction,
  { id, isLocked = false }: { id: number; isLocked?: boolean },
): Promise<OrganisationRow | undefined> => {
  const { sql, actor } = tx;
  if (isLocked) {
    // A statement of its own: the next one then reads the points that the last holder of the lock wrote.
    await sql`
      select from organisations
      where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
      for no key update
    `;
  }
  return parseFirst(
    OrganisationRow,
    await sql`
      select ${columns(sql)}
      from organisations
      ${joined(tx)}
      where organisations.company_id = ${actor.companyId}::bigint
        and organisations.id = ${id}::bigint
    `,
  );
};

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
