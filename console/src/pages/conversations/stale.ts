import type { StaleKeys } from '../../stream/message.ts';

/** A counter or a state of one of them changed: lists and what is open are read again. */
export const conversationsStale = {
  'conversation.updated': () => [
    ['get', '/inbox/conversations'],
    ['get', '/inbox/conversations/count'],
    ['get', '/inbox/conversations/counts'],
    ['get', '/inbox/conversations/{id}'],
    ['get', '/inbox/conversations/{id}/messages'],
    ['get', '/inbox/conversations/{id}/contact'],
    ['get', '/inbox/conversations/{id}/timeline'],
  ],
  'conversation.presence': () => [['get', '/inbox/conversations/{id}']],
} satisfies StaleKeys;
