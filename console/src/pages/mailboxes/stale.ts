import type { StaleKeys } from '../../stream/message.ts';

export const mailboxesStale = {
  'mailbox.updated': ({ id }) => [
    ['get', '/inbox/integrations'],
    ['get', '/inbox/integrations/{id}', { params: { path: { id } } }],
    ['get', '/inbox/integrations/{id}/cycles', { params: { path: { id } } }],
    ['get', '/inbox/integrations/{id}/cycles/{cycle_id}', { params: { path: { id } } }],
    ['get', '/inbox/integrations/{id}/items', { params: { path: { id } } }],
  ],
} satisfies StaleKeys;
