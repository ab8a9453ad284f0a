import type { StaleKeys } from '../../stream/message.ts';

export const webhooksStale = {
  'webhook.updated': () => [
    ['get', '/api/webhooks'],
    ['get', '/api/webhooks/{id}'],
    ['get', '/api/webhooks/{id}/deliveries'],
  ],
  'webhook_delivery.updated': ({ webhook_id: id }) => [
    ['get', '/api/webhooks'],
    ['get', '/api/webhooks/{id}', { params: { path: { id } } }],
    ['get', '/api/webhooks/{id}/deliveries', { params: { path: { id } } }],
    ['get', '/api/webhooks/{id}/deliveries/{delivery_id}'],
  ],
} satisfies StaleKeys;

/** They count many rows: read less often. */
export const webhookCountsStale = {
  'webhook_delivery.updated': () => [['get', '/api/webhooks/{id}/stats']],
} satisfies StaleKeys;
