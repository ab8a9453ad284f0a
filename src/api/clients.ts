import type { z } from '@hono/zod-openapi';
import {
  ClientCreatedOut,
  ClientIn,
  ClientOut,
  ClientPatch,
  ClientQuery,
} from '../domain/clients/shapes.ts';
import { peopleListed, personRead } from '../domain/contacts/events.ts';
import { ContactParams } from '../domain/contacts/shapes.ts';
import { pageOf, toPage } from '../domain/shared/pages.ts';
import { findPerson, listPeople, type PersonRow } from '../queries/contacts/people.ts';
import { changeClient, createClient } from '../services/clients.ts';
import { duplicatesOfCreated } from './contacts/duplicates.ts';
import { pageInput } from './contacts/lists.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

/** Clients: the people of the contacts, with the paths and fields of seed 004. */

const SAMPLE = {
  name: 'SARL Algérie Tech',
  email: 'contact@algerietech.example',
  phone: '+213 555 123 456',
  company: 'Algérie Tech SARL',
  address: '123 Rue Didouche Mourad, Alger',
};

export const clientEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  endpoint(
    deps,
    {
      id: 'clients.read',
      method: 'get',
      path: '/api/crm/client/{id}',
      permission: 'people:read',
      summary: 'One client, also a deleted one',
      params: ContactParams,
      load: ({ tx, params }) => findPerson(tx, params),
      status: 200,
      answer: ClientOut,
    },
    ({ read }) =>
      read((tx, person) => {
        tx.emit(personRead, { subjectId: person.id });
        return Promise.resolve({ body: clientOut(person) });
      }),
  ),
  endpoint(
    deps,
    {
      id: 'clients.update',
      method: 'patch',
      path: '/api/crm/client/{id}',
      permission: 'people:update',
      summary: 'Change a client',
      description:
        'Fields that are absent stay; null clears one. Refused with 409 if `version` is not the current version, or the client is deleted.',
      params: ContactParams,
      load: ({ tx, params }) => findPerson(tx, params),
      body: ClientPatch,
      sample: { ...SAMPLE, version: 1 },
      status: 200,
      answer: ClientOut,
    },
    ({ body, caller, write }) =>
      write(async (tx, { id }) => ({ body: clientOut(await changeClient(tx, caller, id, body)) })),
  ),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'clients.list',
      method: 'get',
      path: '/api/crm/client',
      permission: 'people:read',
      summary: 'List clients, by name unless sorted otherwise',
      description: 'Without the deleted ones. Each read is recorded in the audit trail.',
      query: ClientQuery,
      status: 200,
      answer: pageOf(ClientOut),
    },
    ({ query, read }) => {
      const input = pageInput(query);
      return read(async (tx) => {
        const rows = await listPeople(tx, input);
        const page = toPage(rows, query.limit, (row) => [row.sort_key, row.id] as const);
        tx.emit(peopleListed, {
          subjectId: '*',
          after: { person_ids: page.data.map(({ id }) => id) },
        });
        return { body: { ...page, data: page.data.map(clientOut) } };
      });
    },
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'clients.create',
      method: 'post',
      path: '/api/crm/client',
      permission: 'people:create',
      summary: 'Create a client',
      description:
        'The answer names contacts with the same e-mail address or telephone number, if the caller has `people:read`.',
      body: ClientIn,
      sample: SAMPLE,
      status: 201,
      answer: ClientCreatedOut,
    },
    ({ body, caller, write }) =>
      write(async (tx) => {
        const person = await createClient(tx, caller, body);
        const duplicates = await duplicatesOfCreated(tx, caller, 'person', person);
        return {
          body: { ...clientOut(person), duplicates },
          headers: { Location: `/api/crm/client/${person.id}` },
        };
      }),
  );

const clientOut = (row: PersonRow): z.infer<typeof ClientOut> => ({
  id: row.id,
  name: row.name,
  email: row.emails[0]?.value ?? null,
  phone: row.phones[0]?.value ?? null,
  company: row.organisation_name,
  address: row.address,
  version: row.version,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
  deleted_at: row.deleted_at?.toISOString() ?? null,
});
