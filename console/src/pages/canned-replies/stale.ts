import type { StaleKeys } from '../../stream/message.ts';

export const cannedRepliesStale = {
  'canned_reply.updated': () => [['get', '/inbox/canned-replies']],
} satisfies StaleKeys;
