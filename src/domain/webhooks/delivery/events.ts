import { z } from '@hono/zod-openapi';
import { declareInternalEvent, type StreamTopicDeclaration } from '../../shared/declare-event.ts';

/** What Relais finds out while it delivers. Internal: a webhook can't subscribe to its own failures. */

export const deliveryTopics = {
  /** Deliveries of this webhook changed. One message stands for many. */
  'webhook_delivery.updated': {
    permission: 'webhooks:read',
    data: z.object({ webhook_id: z.number() }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const TOPIC = 'webhook_delivery.updated';
const streamData = (subjectId: string) => ({ webhook_id: Number(subjectId) });
const stream = {
  topic: TOPIC,
  data: (_data: undefined, subjectId: string) => streamData(subjectId),
};

export const webhookDeliveriesChanged = declareInternalEvent(
  'WebhookDeliveriesChanged',
  'webhook',
  { stream },
);

/** Most of its attempts fail: its circuit is open. */
export const webhookFailing = declareInternalEvent('WebhookFailing', 'webhook', {
  stream,
  notification: {
    code: 'webhook_failing',
    kinds: ['WEBHOOK_FAILING'],
    type: () => 'WEBHOOK_FAILING',
    level: () => 'warning',
  },
});

export const webhookRecovered = declareInternalEvent('WebhookRecovered', 'webhook', {
  stream,
  notification: {
    code: 'webhook_recovered',
    kinds: ['WEBHOOK_RECOVERED'],
    type: () => 'WEBHOOK_RECOVERED',
    level: () => 'success',
  },
});

export const DISABLED_REASONS = ['gone', 'failing'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

/** Relais switched it off. */
export const webhookDisabled = declareInternalEvent<{ reason: DisabledReason }>(
  'WebhookDisabled',
  'webhook',
  {
    audit: 'webhooks.disable',
    stream: { topic: TOPIC, data: (_data, subjectId) => streamData(subjectId) },
    notification: {
      code: 'webhook_disabled',
      kinds: ['WEBHOOK_DISABLED'],
      type: () => 'WEBHOOK_DISABLED',
      level: () => 'error',
    },
    counter: {
      name: 'relais_webhooks_disabled_total',
      help: 'Webhooks that Relais switched off, by reason.',
      labels: ({ reason }) => ({ reason }),
      initialLabels: DISABLED_REASONS.map((reason) => ({ reason })),
    },
  },
);
