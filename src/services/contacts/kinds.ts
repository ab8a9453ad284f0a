import {
  organisationCreated,
  organisationUpdated,
  personCreated,
  personUpdated,
} from '../../domain/contacts/events.ts';
import {
  findOrganisation,
  insertOrganisation,
  updateOrganisation,
  type OrganisationFields,
  type OrganisationRow,
} from '../../queries/contacts/organisations.ts';
import {
  findPerson,
  insertPerson,
  updatePerson,
  type PersonFields,
  type PersonRow,
} from '../../queries/contacts/people.ts';
import { organisationChange, organisationFacts, personChange, personFacts } from './facts.ts';
import type { WrittenKind } from './write.ts';

/** The two kinds of contacts, as they are created and changed. */

export const PERSON: WrittenKind<PersonRow, PersonFields> = {
  kind: 'person',
  find: findPerson,
  insert: insertPerson,
  update: updatePerson,
  emit: (tx, after, before, source) =>
    tx.emit(before === null ? personCreated : personUpdated, {
      subjectId: after.id,
      data: personChange(after),
      before: before && personFacts(before),
      after: { ...personFacts(after), ...(source === undefined ? {} : { source }) },
    }),
};

export const ORGANISATION: WrittenKind<OrganisationRow, OrganisationFields> = {
  kind: 'organisation',
  find: findOrganisation,
  insert: insertOrganisation,
  update: updateOrganisation,
  emit: (tx, after, before) =>
    tx.emit(before === null ? organisationCreated : organisationUpdated, {
      subjectId: after.id,
      data: organisationChange(after),
      before: before && organisationFacts(before),
      after: organisationFacts(after),
    }),
};
