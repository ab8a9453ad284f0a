import {
  organisationMerged,
  organisationMergeUndone,
  organisationTouched,
  personMerged,
  personMergeUndone,
  personTouched,
} from '../../domain/contacts/events.ts';
import type { ContactKind } from '../../domain/contacts/kinds.ts';
import type { Transaction } from '../../platform/database.ts';
import { findMergedOrganisationId } from '../../queries/contacts/merges.ts';
import {
  findOrganisation,
  OrganisationRow,
  updateOrganisation,
} from '../../queries/contacts/organisations.ts';
import { findPerson, PersonRow, updatePerson } from '../../queries/contacts/people.ts';
import { replacePoints, searchableText } from '../../queries/contacts/points.ts';
import { organisationFacts, personFacts } from './facts.ts';

/** The two kinds of contacts, as a merge sees them. */

const PersonFields = PersonRow.pick({
  name: true,
  organisation_id: true,
  job_title: true,
  address: true,
  notes: true,
  emails: true,
  phones: true,
});
const OrganisationFields = OrganisationRow.pick({
  name: true,
  website: true,
  address: true,
  notes: true,
  emails: true,
  phones: true,
});

interface MergeEmission {
  winnerId: number;
  loserId: number;
  mergeId: string;
  version: number;
  before: object;
  after: object;
}

/** What both kinds have; the other fields are in `fields`. */
type CommonRow = Pick<
  PersonRow,
  'id' | 'name' | 'version' | 'deleted_at' | 'merged_into_id' | 'emails' | 'phones'
>;

/** A contact's row and the fields that a merge chooses from. */
export interface MergeRecord extends CommonRow {
  fields: Record<string, unknown>;
  facts: object;
}

export interface ContactModel {
  /** Locked until the end of the transaction. */
  lock: (tx: Transaction, id: number) => Promise<MergeRecord | undefined>;
  /** Replaces all fields. The caller holds the row. */
  write: (tx: Transaction, id: number, fields: Record<string, unknown>) => Promise<void>;
  /** Emits the merge or its undo, and what makes consoles read the loser again. */
  emit: (tx: Transaction, what: 'merged' | 'undone', emission: MergeEmission) => void;
}

const person: ContactModel = {
  lock: async (tx, id) => {
    const row = await findPerson(tx, { id, isLocked: true });
    return row && { ...row, fields: PersonFields.parse(row), facts: personFacts(row) };
  },
  write: async (tx, id, fields) => {
    const {
      organisation_id: organisationId,
      job_title: jobTitle,
      ...rest
    } = PersonFields.parse(fields);
    await updatePerson(tx, {
      ...rest,
      id,
      organisationId:
        organisationId === null ? null : await findMergedOrganisationId(tx, organisationId),
      jobTitle,
      points: searchableText(rest),
    });
    await replacePoints(tx, 'person', { id, ...rest });
  },
  emit: (tx, what, { winnerId, loserId, mergeId, version, ...trail }) => {
    tx.emit(what === 'merged' ? personMerged : personMergeUndone, {
      subjectId: winnerId,
      data: {
        person_id: winnerId,
        merged_person_id: loserId,
        merge_id: mergeId,
        version,
      },
      ...trail,
    });
    tx.emit(personTouched, { subjectId: loserId });
  },
};

const organisation: ContactModel = {
  lock: async (tx, id) => {
    const row = await findOrganisation(tx, { id, isLocked: true });
    return row && { ...row, fields: OrganisationFields.parse(row), facts: organisationFacts(row) };
  },
  write: async (tx, id, fields) => {
    const parsed = OrganisationFields.parse(fields);
    await updateOrganisation(tx, { ...parsed, id, points: searchableText(parsed) });
    await replacePoints(tx, 'organisation', { id, ...parsed });
  },
  emit: (tx, what, { winnerId, loserId, mergeId, version, ...trail }) => {
    tx.emit(what === 'merged' ? organisationMerged : organisationMergeUndone, {
      subjectId: winnerId,
      data: {
        organisation_id: winnerId,
        merged_organisation_id: loserId,
        merge_id: mergeId,
        version,
      },
      ...trail,
    });
    tx.emit(organisationTouched, { subjectId: loserId });
  },
};

export const CONTACT_MODELS: Record<ContactKind, ContactModel> = { person, organisation };
