import { z, type OpenAPIHono } from '@hono/zod-openapi';
import { ActionDispatch } from '../../domain/actions/payload.ts';
import type { Env } from '../http/context.ts';

/** Documents the dispatch for authors of n8n workflows: `webhooks` in the OpenAPI document. */

export const documentDispatch = (app: OpenAPIHono<Env>): void =>
  app.openAPIRegistry.registerWebhook({
    operationId: 'actions.dispatch',
    method: 'post',
    path: 'action.dispatch',
    summary: 'An action, sent to n8n',
    description:
      "Sent to `N8N_WEBHOOK_URL`, or to the route's own URL, until the response is a 2xx. Attempts are 5 s apart at first, then up to an hour, for 24 hours. 404 (inactive workflow), 408, 425, 429, 3xx and 5xx are retried; any other 4xx is final. The timeout of an attempt is 15 s. `webhook-id` identifies a repeat. The workflow reports the result to `callback.url`.",
    tags: ['actions'],
    request: {
      headers: z.object({
        'X-API-Key': z.string().optional().openapi({
          description:
            "`N8N_API_KEY`. For a route with its own URL: the route's key, if it has one.",
        }),
        'webhook-id': z.string().openapi({
          description: 'The action id and its round. The same for every attempt.',
          example: '019e0c3e-7d4b-7c1a-9a52-3f1d1b9f0a11:1',
        }),
        'webhook-timestamp': z
          .string()
          .openapi({ description: 'Time of this attempt, in seconds since 1970.' }),
        'webhook-signature': z.string().optional().openapi({
          description:
            "`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body` with `N8N_SIGNING_SECRET` (Standard Webhooks 1.0.0). Not sent to a route's own URL.",
        }),
      }),
      body: { content: { 'application/json': { schema: ActionDispatch } }, required: true },
    },
    responses: {
      '2XX': { description: 'Accepted, unless the body is HTML or "n8n is starting up".' },
      404: { description: 'The workflow is inactive. Retried.' },
      '4XX': { description: 'The action fails.' },
      '5XX': { description: 'Retried.' },
    },
  });
