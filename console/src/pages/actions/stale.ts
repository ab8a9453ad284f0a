import type { StaleKeys } from '../../stream/message.ts';

export const actionsStale = {
  'action.updated': ({ id }) => [
    ['get', '/api/v1/actions'],
    ['get', '/api/v1/actions/count'],
    ['get', '/api/v1/actions/{id}', { params: { path: { id } } }],
    ['get', '/api/crm/case/{id}/link'],
  ],
} satisfies StaleKeys;
