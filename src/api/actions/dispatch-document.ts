import { z, type OpenAPIHono } from '@hono/zod-openapi';
import { ActionDispatch } from '../../domain/actions/payload.ts';
import type { Env } from '../http/context.ts';

/** What n8n is sent, for those who build its side: `webhooks` in the OpenAPI document. DESIGN: "To n8n". */

export const documentDispatch = (app: OpenAPIHono<Env>): void =>
  app.openAPIRegistry.registerWebhook({
    operationId: 'actions.dispatch',
    method: 'post',
    path: 'action.dispatch',
    summary: 'An action, sent to n8n',
    description:
      'Sent to `N8N_WEBHOOK_URL`, or to the address of the route, until it is answered with a 2xx: after 5 s at first, then up to an hour apart, for 24 hours. 404 (the workflow is inactive), 408, 425, 429, 3xx and 5xx are tried again; any other 4xx is final. An answer is waited for 15 s. Whoever receives it twice tells so by `webhook-id`. What becomes of the action is said to `callback.url`.',
    tags: ['actions'],
    request: {
      headers: z.object({
        'X-API-Key': z.string().optional().openapi({
          description: '`N8N_API_KEY`; to the address of a route its own key, if it has one.',
        }),
        'webhook-id': z.string().openapi({
          description: 'The action and its round: the same at every attempt.',
          example: '019e0c3e-7d4b-7c1a-9a52-3f1d1b9f0a11:1',
        }),
        'webhook-timestamp': z
          .string()
          .openapi({ description: 'Seconds since 1970, of this attempt.' }),
        'webhook-signature': z.string().optional().openapi({
          description:
            '`v1,` and the HMAC-SHA256 of `id.timestamp.body` under `N8N_SIGNING_SECRET`, as Standard Webhooks 1.0.0 says. Not sent to the address of a route.',
        }),
      }),
      body: { content: { 'application/json': { schema: ActionDispatch } }, required: true },
    },
    responses: {
      '2XX': { description: 'n8n has it. Neither a web page nor "n8n is starting up" counts.' },
      404: { description: 'The workflow is inactive: tried again.' },
      '4XX': { description: 'The action fails.' },
      '5XX': { description: 'Tried again.' },
    },
  });
