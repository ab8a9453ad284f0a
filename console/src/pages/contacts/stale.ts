import type { StaleKey, StaleKeys } from '../../stream/message.ts';

const PEOPLE: readonly StaleKey[] = [
  ['get', '/api/v1/people'],
  ['get', '/api/v1/people/count'],
  ['get', '/api/v1/people/{id}'],
];
const PEOPLE_MORE: readonly StaleKey[] = [
  ['get', '/api/v1/people/{id}/duplicates'],
  ['get', '/api/v1/people/{id}/links'],
  ['get', '/api/v1/people/{id}/timeline'],
];
const ORGANISATIONS: readonly StaleKey[] = [
  ['get', '/api/v1/organisations'],
  ['get', '/api/v1/organisations/count'],
  ['get', '/api/v1/organisations/{id}'],
];
const ORGANISATIONS_MORE: readonly StaleKey[] = [
  ['get', '/api/v1/organisations/{id}/duplicates'],
  ['get', '/api/v1/organisations/{id}/links'],
  ['get', '/api/v1/organisations/{id}/timeline'],
];

/** A person shows the name of the organisation; an organisation counts its people. */
export const contactsStale = {
  'person.updated': () => [...PEOPLE, ...PEOPLE_MORE, ...ORGANISATIONS],
  'organisation.updated': () => [...ORGANISATIONS, ...ORGANISATIONS_MORE, ...PEOPLE],
  'lead.updated': () => [
    ['get', '/api/v1/people/{id}/timeline'],
    ['get', '/api/v1/organisations/{id}/timeline'],
  ],
} satisfies StaleKeys;
