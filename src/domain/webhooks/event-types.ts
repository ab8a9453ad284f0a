import { z } from '@hono/zod-openapi';
import type { EventDeclaration } from '../shared/declare-event.ts';
import { EVENTS } from '../shared/events.ts';
import { fault, type Fault } from '../shared/faults.ts';
import { reachOf, type Caller, type Permission } from '../shared/permissions.ts';

/** What a webhook can subscribe to: every public event. */

export interface PublicEvent extends EventDeclaration {
  data: z.ZodType;
  permission: Permission;
}

const isPublic = (event: EventDeclaration): event is PublicEvent =>
  event.data !== null && event.permission !== null;

/** By name. */
export const PUBLIC_EVENTS: readonly PublicEvent[] = EVENTS.filter(isPublic);

export const publicEventOf = (type: string): PublicEvent | undefined =>
  PUBLIC_EVENTS.find(({ name }) => name === type);

/**
 * A webhook receives the events of the whole company, so that is the reach that is needed. A type that left
 * the catalogue has no permission any more.
 */
export const unreadableFaults = (
  caller: Pick<Caller, 'role' | 'scopes'>,
  types: readonly string[],
  pathOf: (position: number) => string,
): Fault[] =>
  types.flatMap((type, position) => {
    const permission = publicEventOf(type)?.permission;
    return permission === undefined || reachOf(caller, permission) === 'company'
      ? []
      : [fault(pathOf(position), 'missing_permission', { permission })];
  });

export const WebhookEventType = z
  .enum(PUBLIC_EVENTS.map(({ name }) => name))
  .openapi('WebhookEventType', { example: 'LeadCreated' });

export const WebhookEventOut = z
  .object({
    type: z.string(),
    subject_type: z.string().openapi({ description: 'Type of the record that it is about.' }),
    permission: z.string().openapi({
      example: 'leads:read',
      description: 'To read that record. A caller without it can not subscribe a webhook to it.',
    }),
    schema: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'JSON Schema of `data`, draft 2020-12.' }),
    example: z.unknown().openapi({ description: 'An example of `data`.' }),
  })
  .openapi('WebhookEvent');

export const WebhookEventsOut = z
  .object({ data: z.array(WebhookEventOut) })
  .openapi('WebhookEvents');

/** New fields may come: a receiver that checks the schema must let them pass. */
const openSchema = (data: z.ZodType): Record<string, unknown> =>
  z.toJSONSchema(data, {
    io: 'output',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });

export const webhookEventOut = (event: PublicEvent): z.infer<typeof WebhookEventOut> => ({
  type: event.name,
  subject_type: event.subjectType,
  permission: event.permission,
  schema: openSchema(event.data),
  example: event.example,
});
