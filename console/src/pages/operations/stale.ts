import type { StaleKeys } from '../../stream/message.ts';

export const operationsStale = {
  'action.updated': () => [
    ['get', '/api/v1/actions/retry-count'],
    ['get', '/api/v1/operations/summary'],
    ['get', '/api/v1/operations/routes'],
    ['get', '/api/v1/operations/commands'],
  ],
} satisfies StaleKeys;
