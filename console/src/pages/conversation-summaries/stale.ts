import type { StaleKeys } from '../../stream/message.ts';

export const conversationSummariesStale = {
  'conversation_summary.updated': ({ id }) => [
    ['get', '/inbox/conversations/{id}/summary', { params: { path: { id } } }],
  ],
} satisfies StaleKeys;
