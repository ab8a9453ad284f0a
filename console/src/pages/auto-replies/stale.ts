import type { StaleKeys } from '../../stream/message.ts';

export const autoRepliesStale = {
  'auto_reply.updated': ({ id }) => [
    ['get', '/inbox/auto-replies'],
    ['get', '/inbox/auto-replies/{id}', { params: { path: { id } } }],
    ['get', '/inbox/auto-replies/{id}/versions', { params: { path: { id } } }],
    ['get', '/inbox/conversations/counts'],
    ['get', '/inbox/auto-replies/quality'],
    ['get', '/inbox/folders/{id}/auto-reply/quality'],
  ],
} satisfies StaleKeys;
