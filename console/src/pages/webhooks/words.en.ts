import type { webhooksFr } from './words.fr.ts';

/** The English words of the webhooks. */
export const webhooksEn: typeof webhooksFr = {
  codes: {
    permissions: {
      webhooks: 'Webhooks',
      'webhooks:send': 'Test and send again',
    },
    auditOperations: {
      'webhooks.create': 'Webhook created',
      'webhooks.update': 'Webhook changed',
      'webhooks.disable': 'Webhook disabled by Relais',
      'webhooks.delete': 'Webhook deleted',
      'webhooks.rotate_secret': 'Secret of the webhook replaced',
      'webhooks.test': 'Webhook tested',
      'webhooks.read_delivery': 'Delivery of the webhook read',
      'webhooks.retry_delivery': 'Delivery of the webhook sent again',
      'webhooks.replay': 'Deliveries of the webhook sent again',
    },
    auditResources: {
      webhook: 'Webhook',
    },
  },
};
