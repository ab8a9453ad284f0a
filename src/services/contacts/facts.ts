import type { OrganisationRow } from '../../queries/contacts/organisations.ts';
import type { PersonRow } from '../../queries/contacts/people.ts';

/** What an event and the audit trail say of a contact. */

const values = (points: readonly { value: string }[]): string[] => points.map(({ value }) => value);

/** Null also if it is deleted. */
export const organisationOf = ({
  organisation_id: id,
  organisation_name: name,
}: Pick<PersonRow, 'organisation_id' | 'organisation_name'>) =>
  id === null || name === null ? null : { id, name };

export const personChange = (row: PersonRow) => ({
  person_id: row.id,
  name: row.name,
  organisation_id: organisationOf(row)?.id ?? null,
  job_title: row.job_title,
  emails: values(row.emails),
  phones: values(row.phones),
  version: row.version,
});

export const organisationChange = (row: OrganisationRow) => ({
  organisation_id: row.id,
  name: row.name,
  website: row.website,
  emails: values(row.emails),
  phones: values(row.phones),
  version: row.version,
});

/** For the trail, whose entries the timeline compares. The organisation with its name, as it was then. */
export const personFacts = (row: PersonRow) => ({
  name: row.name,
  organisation: organisationOf(row),
  job_title: row.job_title,
  address: row.address,
  notes: row.notes,
  emails: row.emails,
  phones: row.phones,
});

export const organisationFacts = (row: OrganisationRow) => ({
  name: row.name,
  website: row.website,
  address: row.address,
  notes: row.notes,
  emails: row.emails,
  phones: row.phones,
});
