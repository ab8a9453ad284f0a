import type { ContactPoint } from '../../domain/contacts/points.ts';
import { fault } from '../../domain/shared/faults.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { holdPeopleByPoints, lockContactKeys } from '../../queries/contacts/matches.ts';
import {
  findOrganisation,
  findOrganisationIdByName,
  holdOrganisation,
  type OrganisationRow,
} from '../../queries/contacts/organisations.ts';
import { listPeopleById, type PersonRow } from '../../queries/contacts/people.ts';
import { ORGANISATION, PERSON } from './kinds.ts';
import { insertContact } from './write.ts';

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
  /** What it was read from, for the audit trail: `{ message: '…' }`. Nothing personal. */
  source?: object;
}

/** Inserts a person and emits PersonCreated. Errors: `validation_failed` if the organisation is unknown or deleted. */
export const createPerson = async (
  tx: Transaction,
  input: CreatePersonInput,
): Promise<PersonRow> => {
  const { organisationId = null } = input;
  await requireOrganisation(tx, organisationId);
  return insertContact(tx, PERSON, {
    ...input,
    fields: {
      name: input.name,
      organisationId,
      jobTitle: input.jobTitle ?? null,
      address: input.address ?? null,
      notes: input.notes ?? null,
    },
  });
};

export interface CreateOrganisationInput extends Points {
  name: string;
  website?: string | null;
  address?: string | null;
  notes?: string | null;
}

/** Inserts an organisation and emits OrganisationCreated. */
export const createOrganisation = (
  tx: Transaction,
  input: CreateOrganisationInput,
): Promise<OrganisationRow> =>
  insertContact(tx, ORGANISATION, {
    ...input,
    fields: {
      name: input.name,
      website: input.website ?? null,
      address: input.address ?? null,
      notes: input.notes ?? null,
    },
  });

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
