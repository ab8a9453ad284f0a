import { organisationCreated, personCreated } from '../../domain/contacts/events.ts';
import type { ContactPoint } from '../../domain/contacts/points.ts';
import { fault } from '../../domain/shared/faults.ts';
import { invalid, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { holdPeopleByPoints, lockContactKeys } from '../../queries/contacts/matches.ts';
import {
  findOrganisation,
  findOrganisationIdByName,
  holdOrganisation,
  insertOrganisation,
  type OrganisationRow,
} from '../../queries/contacts/organisations.ts';
import {
  findPerson,
  insertPerson,
  listPeopleById,
  type PersonRow,
} from '../../queries/contacts/people.ts';
import { replacePoints, searchableText } from '../../queries/contacts/points.ts';
import { organisationChange, organisationFacts, personChange, personFacts } from './facts.ts';

/**
 * Creates contacts, and finds existing ones to use instead. Used by the endpoints and by the conversion of
 * leads. To find or create: first the organisation, then the person; every transaction takes them in this
 * order, so that two do not wait for each other.
 */

interface Points {
  /** Lower case; the first is the main one. */
  emails?: readonly ContactPoint[];
  /** E.164 (src/domain/shared/phones.ts); the first is the main one. */
  phones?: readonly ContactPoint[];
}

export interface CreatePersonInput extends Points {
  name: string;
  organisationId?: number | null;
  jobTitle?: string | null;
  address?: string | null;
  notes?: string | null;
}

/** Inserts a person and emits PersonCreated. Errors: `validation_failed` if the organisation is unknown or deleted. */
export const createPerson = async (
  tx: Transaction,
  input: CreatePersonInput,
): Promise<PersonRow> => {
  const { emails = [], phones = [], organisationId = null } = input;
  await requireOrganisation(tx, organisationId);
  const id = await insertPerson(tx, {
    name: input.name,
    organisationId,
    jobTitle: input.jobTitle ?? null,
    address: input.address ?? null,
    notes: input.notes ?? null,
    points: searchableText({ emails, phones }),
  });
  await replacePoints(tx, 'person', { id, emails, phones });
  const person = await findPerson(tx, { id });
  if (!person) throw notFound('person');
  tx.emit(personCreated, {
    subjectId: id,
    data: personChange(person),
    before: null,
    after: personFacts(person),
  });
  return person;
};

export interface CreateOrganisationInput extends Points {
  name: string;
  website?: string | null;
  address?: string | null;
  notes?: string | null;
}

/** Inserts an organisation and emits OrganisationCreated. */
export const createOrganisation = async (
  tx: Transaction,
  input: CreateOrganisationInput,
): Promise<OrganisationRow> => {
  const { emails = [], phones = [] } = input;
  const id = await insertOrganisation(tx, {
    name: input.name,
    website: input.website ?? null,
    address: input.address ?? null,
    notes: input.notes ?? null,
    points: searchableText({ emails, phones }),
  });
  await replacePoints(tx, 'organisation', { id, emails, phones });
  const organisation = await findOrganisation(tx, { id });
  if (!organisation) throw notFound('organisation');
  tx.emit(organisationCreated, {
    subjectId: id,
    data: organisationChange(organisation),
    before: null,
    after: organisationFacts(organisation),
  });
  return organisation;
};

/** Holds the organisation until the end of the transaction. Errors: `validation_failed`. */
export const requireOrganisation = async (
  tx: Transaction,
  id: number | null | undefined,
): Promise<void> => {
  if (id === null || id === undefined || (await holdOrganisation(tx, id))) return;
  throw invalid([fault('organisation_id', 'unknown_record', { record: 'organisation' })]);
};

/** So many people may share an address or a number. */
const PEOPLE_COUNT_MAX = 20;

/**
 * People who are not deleted and have one of these e-mail addresses (lower case) or numbers (E.164), oldest
 * last. Until the end of the transaction they are not deleted or merged, and no other transaction that
 * calls this for one of the values goes on: so two can't create the same person.
 */
export const findPeopleByPoints = async (
  tx: Transaction,
  { emails, phones }: { emails: readonly string[]; phones: readonly string[] },
): Promise<PersonRow[]> => {
  if (emails.length + phones.length === 0) return [];
  await lockContactKeys(
    tx,
    [...emails, ...phones].map((value) => `point/${value}`),
  );
  const ids = await holdPeopleByPoints(tx, { emails, phones, limit: PEOPLE_COUNT_MAX });
  return listPeopleById(tx, ids);
};

/** The oldest organisation of this name, whatever its capitals. Held and serialised as the people above. */
export const findOrganisationByName = async (
  tx: Transaction,
  name: string,
): Promise<OrganisationRow | undefined> => {
  await lockContactKeys(tx, [`organisation/${name.trim().toLowerCase()}`]);
  const id = await findOrganisationIdByName(tx, name);
  return id === undefined ? undefined : findOrganisation(tx, { id });
};
