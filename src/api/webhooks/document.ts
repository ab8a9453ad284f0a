import { z, type OpenAPIHono } from '@hono/zod-openapi';
import { PUBLIC_EVENTS, type PublicEvent } from '../../domain/webhooks/event-types.ts';
import type { Env } from '../http/context.ts';

/** Documents what a receiver gets: each public event under `webhooks` in the OpenAPI document. */

export const documentWebhooks = (app: OpenAPIHono<Env>): void => {
  for (const event of PUBLIC_EVENTS) documentEvent(app, event);
};

const HEADERS = z.object({
  'webhook-id': z.string().openapi({
    description: 'The id of the event. The same in every attempt: a receiver drops a repeat by it.',
    example: '019e0c3e-7d4b-7c1a-9a52-3f1d1b9f0a11',
  }),
  'webhook-timestamp': z.string().openapi({
    description:
      'Time of this attempt, in seconds since 1970. Refuse one of more than 5 minutes ago.',
    example: '1796025600',
  }),
  'webhook-signature': z.string().openapi({
    description:
      '`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body` with the secret of the webhook. After a rotation two of them, separated by a space, for 24 hours (Standard Webhooks 1.0.0).',
    example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  }),
});

const documentEvent = (
  app: OpenAPIHono<Env>,
  { name, data, example, subjectType }: PublicEvent,
): void =>
  app.openAPIRegistry.registerWebhook({
    operationId: `webhooks.${name}`,
    method: 'post',
    path: name,
    summary: `${name}: about one ${subjectType.replaceAll('_', ' ')}`,
    description:
      'Sent to each active webhook that subscribes to it, in 3 to 10 attempts (`attempt_count_max`), until it answers 2xx within 15 s: 3 take about 5 minutes, 8 about 28 hours, 10 two days. Events may come late, twice or out of order.',
    tags: ['webhooks'],
    request: {
      headers: HEADERS,
      body: {
        required: true,
        content: {
          'application/json': {
            schema: envelopeOf(name, data),
            example: {
              id: '019e0c3e-7d4b-7c1a-9a52-3f1d1b9f0a11',
              type: name,
              timestamp: '2026-11-29T09:00:00.000Z',
              sequence: 4711,
              data: example,
            },
          },
        },
      },
    },
    responses: {
      '2XX': { description: 'Accepted. The body is not read.' },
      410: { description: 'The webhook is switched off.' },
      default: { description: 'Tried again later. Redirects are not followed.' },
    },
  });

const envelopeOf = (name: string, data: z.ZodType) =>
  z.object({
    id: z.string().openapi({ description: 'As `webhook-id`.' }),
    type: z.literal(name),
    timestamp: z.iso.datetime().openapi({ description: 'When it happened.' }),
    sequence: z.int().openapi({
      description: 'Grows within a company, with gaps: the order of the events of one record.',
    }),
    data,
  });
