import type { StaleKeys } from '../../stream/message.ts';

export const usersStale = {
  'user.updated': () => [['get', '/api/v1/users']],
} satisfies StaleKeys;
