import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../../../src/platform/database.ts';

/** Of each kind: a contact, another to merge into it, and a merge that can be undone. */
export interface ContactRows {
  organisationId: number;
  otherOrganisationId: number;
  organisationMergeId: string;
  personId: number;
  otherPersonId: number;
  personMergeId: string;
}

export const insertContacts = async (
  sql: Database,
  { companyId, userId }: { companyId: number; userId: number },
): Promise<ContactRows> => {
  const organisation = await insertThree(sql, companyId, 'organisations');
  const person = await insertThree(sql, companyId, 'people');
  await sql`
    update people set organisation_id = ${organisation.winner}
    where company_id = ${companyId} and id = ${person.winner}
  `;
  await sql`
    insert into contact_points (company_id, person_id, kind, value, position)
    values (${companyId}, ${person.winner}, 'phone', '+33612345678', 0)
  `;
  await sql`
    insert into contact_points (company_id, organisation_id, kind, value, position)
    values (${companyId}, ${organisation.winner}, 'email', 'contact@example.com', 0)
  `;
  const fields = { name: 'Essai', address: null, notes: null, emails: [], phones: [] };
  const ofPerson = { ...fields, organisation_id: organisation.winner, job_title: null };
  const ofOrganisation = { ...fields, website: null };
  const personMergeId = uuidv7();
  const organisationMergeId = uuidv7();
  await sql`
    insert into contact_merges (
      id, company_id, kind, winner_person_id, loser_person_id, snapshot, moved_lead_ids,
      moved_person_ids, merged_by
    )
    values (
      ${personMergeId}, ${companyId}, 'person', ${person.winner}, ${person.merged},
      ${sql.json({ before: ofPerson, after: ofPerson })}, '{}', '{}', ${userId}
    )
  `;
  await sql`
    insert into contact_merges (
      id, company_id, kind, winner_organisation_id, loser_organisation_id, snapshot,
      moved_lead_ids, moved_person_ids, merged_by
    )
    values (
      ${organisationMergeId}, ${companyId}, 'organisation', ${organisation.winner},
      ${organisation.merged}, ${sql.json({ before: ofOrganisation, after: ofOrganisation })},
      '{}', '{}', ${userId}
    )
  `;
  return {
    organisationId: organisation.winner,
    otherOrganisationId: organisation.other,
    organisationMergeId,
    personId: person.winner,
    otherPersonId: person.other,
    personMergeId,
  };
};

const insertThree = async (
  sql: Database,
  companyId: number,
  table: 'people' | 'organisations',
): Promise<{ winner: number; other: number; merged: number }> => {
  const insert = async (name: string, winner: number | null): Promise<number> => {
    const [row] = await sql`
      insert into ${sql(table)} (company_id, name, merged_into_id, deleted_at)
      values (${companyId}, ${name}, ${winner}, ${winner === null ? null : new Date()})
      returning id
    `;
    return Number(row?.['id']);
  };
  const winner = await insert('Essai', null);
  return {
    winner,
    other: await insert('Essai bis', null),
    merged: await insert('Essai ter', winner),
  };
};
