import type { StaleKeys } from '../../stream/message.ts';

export const webhooksStale = {
  'webhook.updated': () => [
    ['get', '/api/webhooks'],
    ['get', '/api/webhooks/{id}'],
    ['get', '/api/webhooks/{id}/deliveries'],
    ['get', '/api/webhooks/{id}/stats'],
  ],
} satisfies StaleKeys;
