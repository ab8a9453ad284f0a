import type { z } from 'zod';
import { projectCreated, projectDeleted, projectUpdated } from '../domain/projects/events.ts';
import type { ProjectIn, ProjectPatch } from '../domain/projects/shapes.ts';
import { fault } from '../domain/shared/faults.ts';
import { invalid } from '../errors.ts';
import type { Transaction } from '../platform/database.ts';
import { findOrganisation } from '../queries/contacts/organisations.ts';
import { findPerson } from '../queries/contacts/people.ts';
import {
  deleteProject,
  insertProject,
  updateProject,
  type ProjectFields,
  type ProjectRow,
} from '../queries/projects.ts';
import { requireVersion } from './shared/versions.ts';

/** Out: its id. Errors: `validation_failed` if its contact is unknown or deleted. */
export const createProject = async (
  tx: Transaction,
  body: z.infer<typeof ProjectIn>,
  userId: number,
): Promise<number> => {
  await requireContacts(tx, body);
  const id = await insertProject(tx, { ...body, created_by: userId });
  tx.emit(projectCreated, { subjectId: id, after: body });
  return id;
};

/** In: the project under its lock. Errors: `version_conflict`, `validation_failed`. */
export const changeProject = async (
  tx: Transaction,
  before: ProjectRow,
  { version, ...patch }: z.infer<typeof ProjectPatch>,
): Promise<void> => {
  requireVersion(before, version);
  await requireContacts(tx, {
    person_id: changed(patch.person_id, before.person_id),
    organisation_id: changed(patch.organisation_id, before.organisation_id),
  });
  const fields = {
    name: kept(patch.name, before.name),
    description: kept(patch.description, before.description),
    person_id: kept(patch.person_id, before.person_id),
    organisation_id: kept(patch.organisation_id, before.organisation_id),
    is_closed: kept(patch.is_closed, before.is_closed),
  };
  await updateProject(tx, { id: before.id, ...fields });
  tx.emit(projectUpdated, { subjectId: before.id, before: fieldsOf(before), after: fields });
};

/** In: the project under its lock. */
export const removeProject = async (tx: Transaction, project: ProjectRow): Promise<void> => {
  await deleteProject(tx, project.id);
  tx.emit(projectDeleted, { subjectId: project.id, before: fieldsOf(project) });
};

const fieldsOf = (row: ProjectRow): ProjectFields => ({
  name: row.name,
  description: row.description,
  person_id: row.person_id,
  organisation_id: row.organisation_id,
  is_closed: row.is_closed,
});

const kept = <T>(value: T | undefined, before: T): T => (value === undefined ? before : value);

/** A contact that was deleted since may stay; it can't be chosen anew. */
const changed = (value: number | null | undefined, before: number | null): number | null =>
  value === undefined || value === before ? null : value;

const requireContacts = async (
  tx: Transaction,
  {
    person_id: personId,
    organisation_id: organisationId,
  }: Pick<ProjectFields, 'person_id' | 'organisation_id'>,
): Promise<void> => {
  const person = personId === null ? undefined : await findPerson(tx, { id: personId });
  const organisation =
    organisationId === null ? undefined : await findOrganisation(tx, { id: organisationId });
  const isMissing = (id: number | null, found: { deleted_at: Date | null } | undefined): boolean =>
    id !== null && (found === undefined || found.deleted_at !== null);
  const faults = [
    ...(isMissing(personId, person)
      ? [fault('person_id', 'unknown_record', { record: 'person' })]
      : []),
    ...(isMissing(organisationId, organisation)
      ? [fault('organisation_id', 'unknown_record', { record: 'organisation' })]
      : []),
  ];
  if (faults.length > 0) throw invalid(faults);
};
