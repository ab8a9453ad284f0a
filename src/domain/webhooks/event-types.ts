import { z } from '@hono/zod-openapi';
import type { EventDeclaration } from '../shared/declare-event.ts';
import { EVENTS } from '../shared/events.ts';

/** What a webhook can subscribe to: every public event. */

export interface PublicEvent extends EventDeclaration {
  data: z.ZodType;
}

const isPublic = (event: EventDeclaration): event is PublicEvent => event.data !== null;

/** By name. */
export const PUBLIC_EVENTS: readonly PublicEvent[] = EVENTS.filter(isPublic);

export const publicEventOf = (type: string): PublicEvent | undefined =>
  PUBLIC_EVENTS.find(({ name }) => name === type);

export const WebhookEventType = z
  .enum(PUBLIC_EVENTS.map(({ name }) => name))
  .openapi('WebhookEventType', { example: 'LeadCreated' });

export const WebhookEventOut = z
  .object({
    type: z.string(),
    subject_type: z.string().openapi({ description: 'Type of the record that it is about.' }),
    schema: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'JSON Schema of `data`, draft 2020-12.' }),
    example: z.unknown().openapi({ description: 'An example of `data`.' }),
  })
  .openapi('WebhookEvent');

export const WebhookEventsOut = z
  .object({ data: z.array(WebhookEventOut) })
  .openapi('WebhookEvents');

export const webhookEventOut = (event: PublicEvent): z.infer<typeof WebhookEventOut> => ({
  type: event.name,
  subject_type: event.subjectType,
  schema: z.toJSONSchema(event.data, { io: 'output', unrepresentable: 'any' }),
  example: event.example,
});
