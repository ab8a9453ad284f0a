import type { ApiDeps } from '../http/context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { mergeEndpoints } from './merges.ts';
import { organisationEndpoints, organisationListEndpoints } from './organisations.ts';
import { peopleListEndpoints, personEndpoints } from './people.ts';
import { matchEndpoint, recordEndpoints } from './records.ts';

/** `/people/count` and `/people/matches` come before `/people/{id}`. */
export const contactEndpoints = (deps: ApiDeps): Endpoint[] => [
  ...organisationListEndpoints(deps),
  matchEndpoint(deps, 'organisation'),
  ...organisationEndpoints(deps),
  ...recordEndpoints(deps, 'organisation'),
  ...mergeEndpoints(deps, 'organisation'),
  ...peopleListEndpoints(deps),
  matchEndpoint(deps, 'person'),
  ...personEndpoints(deps),
  ...recordEndpoints(deps, 'person'),
  ...mergeEndpoints(deps, 'person'),
];
