import { peopleListed, personRead } from '../../domain/contacts/events.ts';
import {
  ContactParams,
  PersonCreatedOut,
  PersonFilterQuery,
  PersonIn,
  PersonOut,
  PersonPatch,
  PersonQuery,
} from '../../domain/contacts/shapes.ts';
import { COUNT_MAX, ListCountOut, pageOf, toListCount, toPage } from '../../domain/shared/pages.ts';
import { countContacts } from '../../queries/contacts/lists.ts';
import { findPerson, listPeople } from '../../queries/contacts/people.ts';
import { createPerson } from '../../services/contacts/create.ts';
import { changePerson } from '../../services/contacts/update.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { duplicatesOfCreated } from './duplicates.ts';
import { filterOf, pageInput } from './lists.ts';
import { personOut } from './out.ts';

/** People: what differs from organisations. The rest is in records.ts and merges.ts. */

export const peopleListEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'people.list',
      method: 'get',
      path: '/api/v1/people',
      permission: 'people:read',
      summary: 'List people, by name unless sorted otherwise',
      description: 'Without the deleted ones. Each read is recorded in the audit trail.',
      query: PersonQuery,
      status: 200,
      answer: pageOf(PersonOut),
    },
    async ({ query, read }) => {
      const input = pageInput(query);
      return read(async (tx) => {
        const rows = await listPeople(tx, input);
        const page = toPage(rows, query.limit, (row) => [row.sort_key, row.id] as const);
        tx.emit(peopleListed, {
          subjectId: '*',
          after: { person_ids: page.data.map(({ id }) => id) },
        });
        return { body: { ...page, data: page.data.map(personOut) } };
      });
    },
  ),
  endpoint(
    deps,
    {
      id: 'people.count',
      method: 'get',
      path: '/api/v1/people/count',
      permission: 'people:read',
      summary: `Count the matching people, up to ${COUNT_MAX}`,
      query: PersonFilterQuery,
      status: 200,
      answer: ListCountOut,
    },
    async ({ query, read }) => {
      const filter = { ...filterOf(query), limit: COUNT_MAX + 1 };
      return { body: toListCount(await read((tx) => countContacts(tx, 'person', filter))) };
    },
  ),
];

export const personEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'people.create',
      method: 'post',
      path: '/api/v1/people',
      permission: 'people:create',
      summary: 'Create a person',
      description:
        'The answer names people with the same e-mail address or telephone number, if the caller has `people:read`.',
      body: PersonIn,
      sample: {
        name: 'Marie Dumitru',
        organisation_id: null,
        job_title: 'Directrice',
        address: '12 rue des Lilas, 69003 Lyon',
        notes: 'À rappeler le matin',
        emails: [{ value: 'marie.dumitru@example.com', label: 'bureau' }],
        phones: [{ value: '06 12 34 56 78', label: null }],
      },
      status: 201,
      answer: PersonCreatedOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx) => {
        const { organisation_id: organisationId, job_title: jobTitle, ...rest } = body;
        const person = await createPerson(tx, { ...rest, organisationId, jobTitle });
        const duplicates = await duplicatesOfCreated(tx, caller, 'person', person);
        return {
          body: { ...personOut(person), duplicates },
          headers: { Location: `/api/v1/people/${person.id}` },
        };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'people.read',
      method: 'get',
      path: '/api/v1/people/{id}',
      permission: 'people:read',
      summary: 'One person, also a deleted one',
      params: ContactParams,
      load: ({ tx, params }) => findPerson(tx, params),
      status: 200,
      answer: PersonOut,
    },
    async ({ read }) =>
      read(async (tx, person) => {
        tx.emit(personRead, { subjectId: person.id });
        return { body: personOut(person) };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'people.update',
      method: 'patch',
      path: '/api/v1/people/{id}',
      permission: 'people:update',
      summary: 'Change a person',
      description:
        'Fields that are absent stay; null clears one. Refused with 409 if `version` is not the current version, or the person is deleted.',
      params: ContactParams,
      load: ({ tx, params }) => findPerson(tx, params),
      body: PersonPatch,
      sample: {
        version: 1,
        name: 'Marie Dumitru',
        organisation_id: null,
        job_title: null,
        address: null,
        notes: null,
        emails: [{ value: 'marie.dumitru@example.com', label: null }],
        phones: [],
      },
      status: 200,
      answer: PersonOut,
    },
    async ({ body, write }) =>
      write(async (tx, { id }) => ({ body: personOut(await changePerson(tx, id, body)) })),
  ),
];
