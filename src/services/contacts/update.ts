import type { z } from 'zod';
import type { OrganisationPatch, PersonPatch } from '../../domain/contacts/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import type { OrganisationRow } from '../../queries/contacts/organisations.ts';
import type { PersonRow } from '../../queries/contacts/people.ts';
import { requireOrganisation } from './create.ts';
import { ORGANISATION, PERSON } from './kinds.ts';
import { changeContact } from './write.ts';

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
  return changeContact(tx, PERSON, {
    ...patch,
    id,
    fieldsOf: (before) => ({
      name: kept(patch.name, before.name),
      organisationId: kept(patch.organisation_id, before.organisation_id),
      jobTitle: kept(patch.job_title, before.job_title),
      address: kept(patch.address, before.address),
      notes: kept(patch.notes, before.notes),
    }),
  });
};

/** As for a person. */
export const changeOrganisation = (
  tx: Transaction,
  id: number,
  patch: z.infer<typeof OrganisationPatch>,
): Promise<OrganisationRow> =>
  changeContact(tx, ORGANISATION, {
    ...patch,
    id,
    fieldsOf: (before) => ({
      name: kept(patch.name, before.name),
      website: kept(patch.website, before.website),
      address: kept(patch.address, before.address),
      notes: kept(patch.notes, before.notes),
    }),
  });

/** A field that a patch does not name keeps its value; null clears it. */
const kept = <T>(value: T | undefined, before: T): T => (value === undefined ? before : value);
