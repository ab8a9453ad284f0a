import type { StaleKeys } from '../../stream/message.ts';

export const conversationNotesStale = {
  'conversation.updated': () => [['get', '/inbox/conversations/{id}/notes']],
} satisfies StaleKeys;
