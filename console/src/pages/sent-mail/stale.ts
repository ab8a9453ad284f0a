import type { StaleKeys } from '../../stream/message.ts';

export const sentMailStale = {
  'user.updated': () => [['get', '/api/v1/operations/sent-mail']],
} satisfies StaleKeys;
