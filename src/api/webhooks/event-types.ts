import {
  PUBLIC_EVENTS,
  webhookEventOut,
  WebhookEventsOut,
} from '../../domain/webhooks/event-types.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';

/** What a webhook can subscribe to. */
export const webhookEventsEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'webhook_events.list',
      method: 'get',
      path: '/api/webhook-events',
      permission: 'webhooks:read',
      summary: 'List the events that a webhook can receive, each with its schema and an example',
      status: 200,
      answer: WebhookEventsOut,
    },
    () => Promise.resolve({ body: { data: PUBLIC_EVENTS.map(webhookEventOut) } }),
  );
