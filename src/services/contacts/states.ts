import {
  organisationDeleted,
  organisationRestored,
  personDeleted,
  personRestored,
} from '../../domain/contacts/events.ts';
import type { ContactKind } from '../../domain/contacts/kinds.ts';
import { fault } from '../../domain/shared/faults.ts';
import { AppError, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findOrganisation } from '../../queries/contacts/organisations.ts';
import { findPerson } from '../../queries/contacts/people.ts';
import { markDeleted, markRestored } from '../../queries/contacts/states.ts';

/** What may be done with a contact in which state, and the two changes of state. */

export interface StateRow {
  id: number;
  version: number;
  deleted_at: Date | null;
  merged_into_id: number | null;
}

/** Errors: `conflict` if it is deleted, `version_conflict` if somebody has changed it since. */
export const requireCurrent = (row: StateRow, version: number, path = 'version'): void => {
  requireExisting(row);
  if (row.version === version) return;
  throw new AppError('version_conflict', `the current version is ${row.version}`, {
    faults: [fault(path, 'version_outdated', { current: row.version })],
  });
};

/** Errors: `conflict`. */
export const requireExisting = ({ id, deleted_at: deletedAt }: StateRow): void => {
  if (deletedAt === null) return;
  throw new AppError('conflict', `the record ${id} is deleted`);
};

/** Deletes a contact. It stays in the database. Twice: changes nothing. */
export const deleteContact = async (
  tx: Transaction,
  kind: ContactKind,
  id: number,
): Promise<void> => {
  const row = await lockContact(tx, kind, id);
  if (row.deleted_at !== null) return;
  await markDeleted(tx, kind, { id, mergedIntoId: null });
  const change = { subjectId: id, before: { name: row.name }, after: null };
  const version = row.version + 1;
  if (kind === 'person') {
    tx.emit(personDeleted, { ...change, data: { person_id: id, version } });
  } else {
    tx.emit(organisationDeleted, { ...change, data: { organisation_id: id, version } });
  }
};

/** Twice: changes nothing. Errors: `conflict` for a merged one: its merge is undone instead. */
export const restoreContact = async (
  tx: Transaction,
  kind: ContactKind,
  id: number,
): Promise<void> => {
  const row = await lockContact(tx, kind, id);
  if (row.merged_into_id !== null) {
    throw new AppError('conflict', `it was merged into ${row.merged_into_id}: undo the merge`);
  }
  if (row.deleted_at === null) return;
  await markRestored(tx, kind, id);
  const change = { subjectId: id, before: null, after: { name: row.name } };
  const version = row.version + 1;
  if (kind === 'person') {
    tx.emit(personRestored, { ...change, data: { person_id: id, version } });
  } else {
    tx.emit(organisationRestored, { ...change, data: { organisation_id: id, version } });
  }
};

const lockContact = async (tx: Transaction, kind: ContactKind, id: number) => {
  const find = kind === 'person' ? findPerson : findOrganisation;
  const row = await find(tx, { id, isLocked: true });
  if (!row) throw notFound(kind);
  return row;
};
