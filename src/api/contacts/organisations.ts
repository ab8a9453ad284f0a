import { organisationRead, organisationsListed } from '../../domain/contacts/events.ts';
import {
  ContactParams,
  OrganisationCreatedOut,
  OrganisationFilterQuery,
  OrganisationIn,
  OrganisationOut,
  OrganisationPatch,
  OrganisationQuery,
} from '../../domain/contacts/shapes.ts';
import { COUNT_MAX, ListCountOut, pageOf, toListCount, toPage } from '../../domain/shared/pages.ts';
import { countContacts } from '../../queries/contacts/lists.ts';
import { findOrganisation, listOrganisations } from '../../queries/contacts/organisations.ts';
import { createOrganisation } from '../../services/contacts/create.ts';
import { changeOrganisation } from '../../services/contacts/update.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { duplicatesOfCreated } from './duplicates.ts';
import { filterOf, pageInput } from './lists.ts';
import { organisationOut } from './out.ts';

/** Organisations: what differs from people. The rest is in records.ts and merges.ts. */

export const organisationListEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'organisations.list',
      method: 'get',
      path: '/api/v1/organisations',
      permission: 'organisations:read',
      summary: 'List organisations, by name unless sorted otherwise',
      description: 'Without the deleted ones. Each read is recorded in the audit trail.',
      query: OrganisationQuery,
      status: 200,
      answer: pageOf(OrganisationOut),
    },
    async ({ query, read }) => {
      const input = pageInput(query);
      return read(async (tx) => {
        const rows = await listOrganisations(tx, input);
        const page = toPage(rows, query.limit, (row) => [row.sort_key, row.id] as const);
        tx.emit(organisationsListed, {
          subjectId: '*',
          after: { organisation_ids: page.data.map(({ id }) => id) },
        });
        return { body: { ...page, data: page.data.map(organisationOut) } };
      });
    },
  ),
  endpoint(
    deps,
    {
      id: 'organisations.count',
      method: 'get',
      path: '/api/v1/organisations/count',
      permission: 'organisations:read',
      summary: `Count the matching organisations, up to ${COUNT_MAX}`,
      query: OrganisationFilterQuery,
      status: 200,
      answer: ListCountOut,
    },
    async ({ query, read }) => {
      const filter = { ...filterOf(query), limit: COUNT_MAX + 1 };
      return { body: toListCount(await read((tx) => countContacts(tx, 'organisation', filter))) };
    },
  ),
];

export const organisationEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'organisations.create',
      method: 'post',
      path: '/api/v1/organisations',
      permission: 'organisations:create',
      summary: 'Create an organisation',
      description:
        'The answer names organisations with the same e-mail address or telephone number, if the caller has `organisations:read`.',
      body: OrganisationIn,
      sample: {
        name: 'Atelier Dumitru',
        website: 'https://example.com',
        address: '12 rue des Lilas, 69003 Lyon',
        notes: 'À rappeler le matin',
        emails: [{ value: 'contact@example.com', label: 'bureau' }],
        phones: [{ value: '04 72 00 00 00', label: null }],
      },
      status: 201,
      answer: OrganisationCreatedOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx) => {
        const organisation = await createOrganisation(tx, body);
        const duplicates = await duplicatesOfCreated(tx, caller, 'organisation', organisation);
        return {
          body: { ...organisationOut(organisation), duplicates },
          headers: { Location: `/api/v1/organisations/${organisation.id}` },
        };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'organisations.read',
      method: 'get',
      path: '/api/v1/organisations/{id}',
      permission: 'organisations:read',
      summary: 'One organisation, also a deleted one',
      params: ContactParams,
      load: ({ tx, params }) => findOrganisation(tx, params),
      status: 200,
      answer: OrganisationOut,
    },
    async ({ read }) =>
      read(async (tx, organisation) => {
        tx.emit(organisationRead, { subjectId: organisation.id });
        return { body: organisationOut(organisation) };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'organisations.update',
      method: 'patch',
      path: '/api/v1/organisations/{id}',
      permission: 'organisations:update',
      summary: 'Change an organisation',
      description:
        'Fields that are absent stay; null clears one. Refused with 409 if `version` is not the current version, or the organisation is deleted.',
      params: ContactParams,
      load: ({ tx, params }) => findOrganisation(tx, params),
      body: OrganisationPatch,
      sample: {
        version: 1,
        name: 'Atelier Dumitru',
        website: null,
        address: null,
        notes: null,
        emails: [{ value: 'contact@example.com', label: null }],
        phones: [],
      },
      status: 200,
      answer: OrganisationOut,
    },
    async ({ body, write }) =>
      write(async (tx, { id }) => ({
        body: organisationOut(await changeOrganisation(tx, id, body)),
      })),
  ),
];
