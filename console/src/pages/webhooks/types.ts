import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.ts';

/** Types that the pages share, and what is read again after a change. */

export type Webhook = Schemas['Webhook'];
export type Delivery = Schemas['WebhookDelivery'];
export type DeliveryDetail = Schemas['WebhookDeliveryDetail'];

const PATHS = [
  '/api/webhooks',
  '/api/webhooks/{id}',
  '/api/webhooks/{id}/deliveries',
  '/api/webhooks/{id}/deliveries/{delivery_id}',
  '/api/webhooks/{id}/stats',
];

/** Reads again what a change of a webhook shows elsewhere. */
export const useRefreshWebhooks = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => {
    for (const path of PATHS) void queryClient.invalidateQueries({ queryKey: ['get', path] });
  };
};
