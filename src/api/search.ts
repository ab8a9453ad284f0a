import { SearchOut, SearchQuery } from '../domain/search/shapes.ts';
import { search } from '../services/search/search.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

/** One search over everything: the palette of the console. */
export const searchEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'search.read',
      method: 'get',
      path: '/api/v1/search',
      permission: 'search:read',
      summary: 'Find records, contacts, actions and users, best match first',
      description:
        'Shows what the caller may list: other permissions decide what is searched. Each search is recorded in the audit trail, with the ids of what it showed.',
      query: SearchQuery,
      status: 200,
      answer: SearchOut,
    },
    async ({ query: { q, limit }, caller, read }) => ({
      body: { data: await read((tx) => search(tx, caller, { text: q, limit })) },
    }),
  );
