import { field, type StaleKeys } from '../../stream/message.ts';

export const actionsStale = {
  'action.updated': (data) => [
    ['get', '/api/v1/actions'],
    ['get', '/api/v1/actions/{id}', { params: { path: { id: field(data, 'id') } } }],
  ],
} satisfies StaleKeys;
