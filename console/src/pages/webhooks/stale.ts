import type { StaleKeys } from '../../stream/message.ts';

const keys = [
  ['get', '/api/webhooks'],
  ['get', '/api/webhooks/{id}'],
  ['get', '/api/webhooks/{id}/deliveries'],
  ['get', '/api/webhooks/{id}/deliveries/{delivery_id}'],
  ['get', '/api/webhooks/{id}/stats'],
] as const;

/** Deliveries change the state and the success rate of their webhook too. */
export const webhooksStale = {
  'webhook.updated': () => keys,
  'webhook_delivery.updated': () => keys,
} satisfies StaleKeys;
