import type { z } from 'zod';
import { organisationUpdated, personUpdated } from '../../domain/contacts/events.ts';
import type { OrganisationPatch, PersonPatch } from '../../domain/contacts/shapes.ts';
import { notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findOrganisation,
  updateOrganisation,
  type OrganisationRow,
} from '../../queries/contacts/organisations.ts';
import { findPerson, updatePerson, type PersonRow } from '../../queries/contacts/people.ts';
import { replacePoints, searchableText } from '../../queries/contacts/points.ts';
import { requireOrganisation } from './create.ts';
import { organisationChange, organisationFacts, personChange, personFacts } from './facts.ts';
import { requireCurrent } from './states.ts';

/**
 * Changes the named fields. Errors: `conflict` if it is deleted, `version_conflict`, `validation_failed` if
 * the organisation is unknown. The organisation is held before the person: merges take this order too.
 */
export const changePerson = async (
  tx: Transaction,
  id: number,
  patch: z.infer<typeof PersonPatch>,
): Promise<PersonRow> => {
  await requireOrganisation(tx, patch.organisation_id);
  const before = await findPerson(tx, { id, isLocked: true });
  if (!before) throw notFound('person');
  requireCurrent(before, patch.version);
  const { emails = before.emails, phones = before.phones } = patch;
  await updatePerson(tx, {
    id,
    name: kept(patch.name, before.name),
    organisationId: kept(patch.organisation_id, before.organisation_id),
    jobTitle: kept(patch.job_title, before.job_title),
    address: kept(patch.address, before.address),
    notes: kept(patch.notes, before.notes),
    points: searchableText({ emails, phones }),
  });
  if (patch.emails !== undefined || patch.phones !== undefined) {
    await replacePoints(tx, 'person', { id, emails, phones });
  }
  const after = await findPerson(tx, { id });
  if (!after) throw notFound('person');
  tx.emit(personUpdated, {
    subjectId: id,
    data: personChange(after),
    before: personFacts(before),
    after: personFacts(after),
  });
  return after;
};

/** As for a person. */
export const changeOrganisation = async (
  tx: Transaction,
  id: number,
  patch: z.infer<typeof OrganisationPatch>,
): Promise<OrganisationRow> => {
  const before = await findOrganisation(tx, { id, isLocked: true });
  if (!before) throw notFound('organisation');
  requireCurrent(before, patch.version);
  const { emails = before.emails, phones = before.phones } = patch;
  await updateOrganisation(tx, {
    id,
    name: kept(patch.name, before.name),
    website: kept(patch.website, before.website),
    address: kept(patch.address, before.address),
    notes: kept(patch.notes, before.notes),
    points: searchableText({ emails, phones }),
  });
  if (patch.emails !== undefined || patch.phones !== undefined) {
    await replacePoints(tx, 'organisation', { id, emails, phones });
  }
  const after = await findOrganisation(tx, { id });
  if (!after) throw notFound('organisation');
  tx.emit(organisationUpdated, {
    subjectId: id,
    data: organisationChange(after),
    before: organisationFacts(before),
    after: organisationFacts(after),
  });
  return after;
};

/** A field that a patch does not name keeps its value; null clears it. */
const kept = <T>(value: T | undefined, before: T): T => (value === undefined ? before : value);
