import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { pointsOf } from './points.ts';
import { contactReads, sharedColumns } from './records.ts';

export const PersonRow = z.object({
  ...sharedColumns,
  organisation_id: z.number().nullable(),
  organisation_name: z.string().nullable(),
  job_title: z.string().nullable(),
});
export type PersonRow = z.infer<typeof PersonRow>;

/** What a person is made of, without their e-mail addresses and telephone numbers. */
export interface PersonFields {
  name: string;
  organisationId: number | null;
  jobTitle: string | null;
  address: string | null;
  notes: string | null;
}

const columns = (sql: Transaction['sql']) => sql`
  people.id, people.name, people.organisation_id, organisations.name as organisation_name,
  people.job_title, people.address, people.notes, points.emails, points.phones, people.version,
  people.created_at, people.updated_at, people.deleted_at, people.merged_into_id
`;

/** A deleted organisation is not named. It stays that of the person, in case it is restored. */
const joined = (tx: Transaction) => tx.sql`
  left join organisations
    on organisations.company_id = people.company_id
    and organisations.id = people.organisation_id
    and organisations.deleted_at is null
  cross join lateral (${pointsOf(tx, 'person')}) as points
`;

export const {
  list: listPeople,
  listById: listPeopleById,
  find: findPerson,
} = contactReads('person', { row: PersonRow, columns, joined });

export const insertPerson = async (
  { sql, actor }: Transaction,
  input: PersonFields & { points: string },
): Promise<number> => {
  const [row] = await sql`
    insert into people (company_id, organisation_id, name, job_title, address, notes, points)
    values (
      ${actor.companyId}::bigint, ${input.organisationId}::bigint, ${input.name}::text,
      ${input.jobTitle}::text, ${input.address}::text, ${input.notes}::text, ${input.points}::text
    )
    returning id
  `;
  return z.object({ id: z.number() }).parse(row).id;
};

/** Twice: harmless but for the version. The caller holds the row and has compared the version. */
export const updatePerson = async (
  { sql, actor }: Transaction,
  input: PersonFields & { id: number; points: string },
): Promise<void> => {
  await sql`
    update people
    set organisation_id = ${input.organisationId}::bigint,
        name = ${input.name}::text,
        job_title = ${input.jobTitle}::text,
        address = ${input.address}::text,
        notes = ${input.notes}::text,
        points = ${input.points}::text,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
  `;
};
