import { z } from '@hono/zod-openapi';
import {
  declareEvent,
  declareInternalEvent,
  type StreamTopicDeclaration,
} from '../shared/declare-event.ts';
import organisationMerge from './examples/organisation-merge.json' with { type: 'json' };
import organisationState from './examples/organisation-state.json' with { type: 'json' };
import organisation from './examples/organisation.json' with { type: 'json' };
import personMerge from './examples/person-merge.json' with { type: 'json' };
import personState from './examples/person-state.json' with { type: 'json' };
import person from './examples/person.json' with { type: 'json' };

export const contactTopics = {
  'person.updated': { permission: 'people:read', data: z.object({ id: z.number() }) },
  'organisation.updated': { permission: 'organisations:read', data: z.object({ id: z.number() }) },
} as const satisfies Record<string, StreamTopicDeclaration>;

const toSubject = (_data: unknown, subjectId: string) => ({ id: Number(subjectId) });
const toPerson = { topic: 'person.updated', data: toSubject };
const toOrganisation = { topic: 'organisation.updated', data: toSubject };
/** Of an event without data. */
const toOther = (_data: undefined, subjectId: string) => toSubject(null, subjectId);

const version = z.int().min(1);
const points = { emails: z.array(z.string()), phones: z.array(z.string()) };

const PersonChange = z.object({
  person_id: z.int(),
  name: z.string(),
  organisation_id: z.int().nullable(),
  job_title: z.string().nullable(),
  ...points,
  version,
});
const OrganisationChange = z.object({
  organisation_id: z.int(),
  name: z.string(),
  website: z.string().nullable(),
  ...points,
  version,
});
const PersonState = z.object({ person_id: z.int(), version });
const OrganisationState = z.object({ organisation_id: z.int(), version });
const PersonMerge = z.object({
  person_id: z.int(),
  merged_person_id: z.int(),
  merge_id: z.uuid(),
  version,
});
const OrganisationMerge = z.object({
  organisation_id: z.int(),
  merged_organisation_id: z.int(),
  merge_id: z.uuid(),
  version,
});

export const personCreated = declareEvent('PersonCreated', 'person', {
  permission: 'people:read',
  data: PersonChange,
  example: person,
  audit: 'people.create',
  stream: toPerson,
});
export const personUpdated = declareEvent('PersonUpdated', 'person', {
  permission: 'people:read',
  data: PersonChange,
  example: person,
  audit: 'people.update',
  stream: toPerson,
});
export const personDeleted = declareEvent('PersonDeleted', 'person', {
  permission: 'people:read',
  data: PersonState,
  example: personState,
  audit: 'people.delete',
  stream: toPerson,
});
export const personRestored = declareEvent('PersonRestored', 'person', {
  permission: 'people:read',
  data: PersonState,
  example: personState,
  audit: 'people.restore',
  stream: toPerson,
});
/** `person_id` stays; `merged_person_id` is deleted. */
export const personMerged = declareEvent('PersonMerged', 'person', {
  permission: 'people:read',
  data: PersonMerge,
  example: personMerge,
  audit: 'people.merge',
  stream: toPerson,
});
export const personMergeUndone = declareEvent('PersonMergeUndone', 'person', {
  permission: 'people:read',
  data: PersonMerge,
  example: personMerge,
  audit: 'people.undo_merge',
  stream: toPerson,
});

export const organisationCreated = declareEvent('OrganisationCreated', 'organisation', {
  permission: 'organisations:read',
  data: OrganisationChange,
  example: organisation,
  audit: 'organisations.create',
  stream: toOrganisation,
});
export const organisationUpdated = declareEvent('OrganisationUpdated', 'organisation', {
  permission: 'organisations:read',
  data: OrganisationChange,
  example: organisation,
  audit: 'organisations.update',
  stream: toOrganisation,
});
export const organisationDeleted = declareEvent('OrganisationDeleted', 'organisation', {
  permission: 'organisations:read',
  data: OrganisationState,
  example: organisationState,
  audit: 'organisations.delete',
  stream: toOrganisation,
});
export const organisationRestored = declareEvent('OrganisationRestored', 'organisation', {
  permission: 'organisations:read',
  data: OrganisationState,
  example: organisationState,
  audit: 'organisations.restore',
  stream: toOrganisation,
});
/** `organisation_id` stays; `merged_organisation_id` is deleted. */
export const organisationMerged = declareEvent('OrganisationMerged', 'organisation', {
  permission: 'organisations:read',
  data: OrganisationMerge,
  example: organisationMerge,
  audit: 'organisations.merge',
  stream: toOrganisation,
});
export const organisationMergeUndone = declareEvent('OrganisationMergeUndone', 'organisation', {
  permission: 'organisations:read',
  data: OrganisationMerge,
  example: organisationMerge,
  audit: 'organisations.undo_merge',
  stream: toOrganisation,
});

/** The other record of a merge: consoles that show it read it again. */
export const personTouched = declareInternalEvent('PersonTouched', 'person', {
  stream: { ...toPerson, data: toOther },
});
export const organisationTouched = declareInternalEvent('OrganisationTouched', 'organisation', {
  stream: { ...toOrganisation, data: toOther },
});

export const personRead = declareInternalEvent('PersonRead', 'person', { audit: 'people.read' });
export const peopleListed = declareInternalEvent('PeopleListed', 'person', {
  audit: 'people.list',
});
export const personMatchesRead = declareInternalEvent('PersonMatchesRead', 'person', {
  audit: 'people.matches',
});
export const personTimelineRead = declareInternalEvent('PersonTimelineRead', 'person', {
  audit: 'people.timeline',
});
export const organisationRead = declareInternalEvent('OrganisationRead', 'organisation', {
  audit: 'organisations.read',
});
export const organisationsListed = declareInternalEvent('OrganisationsListed', 'organisation', {
  audit: 'organisations.list',
});
export const organisationMatchesRead = declareInternalEvent(
  'OrganisationMatchesRead',
  'organisation',
  { audit: 'organisations.matches' },
);
export const organisationTimelineRead = declareInternalEvent(
  'OrganisationTimelineRead',
  'organisation',
  { audit: 'organisations.timeline' },
);
