import type { StaleKeys } from '../../stream/message.ts';

/** A counter or a state of one of them changed: lists and what is open are read again. */
export const conversationsStale = {
  'conversation.updated': ({ id }) => [
    ['get', '/inbox/conversations'],
    ['get', '/inbox/conversations/count'],
    ['get', '/inbox/conversations/counts'],
    ['get', '/inbox/conversations/{id}'],
    ['get', '/inbox/conversations/{id}/messages'],
    ['get', '/inbox/conversations/{id}/summary', { params: { path: { id } } }],
    ['get', '/inbox/conversations/{id}/contact'],
    ['get', '/inbox/conversations/{id}/timeline'],
    ['get', '/inbox/messages/{id}/attempts'],
    // A reply that was sent takes its draft along, also on another device.
    ['get', '/inbox/conversations/{id}/draft', { params: { path: { id } } }],
  ],
  // It brings who looks along: to read the conversation again would be audited each time.
  'conversation.presence': () => [],
} satisfies StaleKeys;
