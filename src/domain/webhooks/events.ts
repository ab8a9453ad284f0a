import { z } from '@hono/zod-openapi';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

/** Facts about webhooks themselves. Internal: a webhook can't subscribe to them. */

export const webhookTopics = {
  'webhook.updated': {
    permission: 'webhooks:read',
    data: z.object({ id: z.number() }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'webhook.updated',
  data: (_: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};

/** As src/domain/webhooks/delivery/events.ts declares it. */
const deliveryStream = {
  topic: 'webhook_delivery.updated',
  data: (_: undefined, subjectId: string) => ({ webhook_id: Number(subjectId) }),
};

export const webhookCreated = declareInternalEvent('WebhookCreated', 'webhook', {
  audit: 'webhooks.create',
  stream,
});
export const webhookUpdated = declareInternalEvent('WebhookUpdated', 'webhook', {
  audit: 'webhooks.update',
  stream,
});
export const webhookDeleted = declareInternalEvent('WebhookDeleted', 'webhook', {
  audit: 'webhooks.delete',
  stream,
});
export const webhookSecretRotated = declareInternalEvent('WebhookSecretRotated', 'webhook', {
  audit: 'webhooks.rotate_secret',
  stream,
});
export const webhookTested = declareInternalEvent('WebhookTested', 'webhook', {
  audit: 'webhooks.test',
});
/** Its body may hold personal data. */
export const webhookDeliveryRead = declareInternalEvent('WebhookDeliveryRead', 'webhook', {
  audit: 'webhooks.read_delivery',
});
export const webhookDeliveryRetried = declareInternalEvent('WebhookDeliveryRetried', 'webhook', {
  audit: 'webhooks.retry_delivery',
  stream: deliveryStream,
});
export const webhookReplayed = declareInternalEvent('WebhookReplayed', 'webhook', {
  audit: 'webhooks.replay',
  stream: deliveryStream,
});
