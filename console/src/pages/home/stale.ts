import type { StaleKeys } from '../../stream/message.ts';

export const homeStale = {
  'action.updated': () => [['get', '/api/v1/actions/statistics']],
} satisfies StaleKeys;
