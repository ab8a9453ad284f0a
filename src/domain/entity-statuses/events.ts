import { z } from '@hono/zod-openapi';
import { ENTITY_TYPES } from '../entities/types.ts';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

const StatusesChange = z.object({ type: z.enum(ENTITY_TYPES) });

export const entityStatusTopics = {
  'entity_statuses.replaced': { permission: 'entity_statuses:read', data: StatusesChange },
} as const satisfies Record<string, StreamTopicDeclaration>;

export const entityStatusesReplaced = declareInternalEvent<z.infer<typeof StatusesChange>>(
  'EntityStatusesReplaced',
  'entity_statuses',
  {
    audit: 'entity_statuses.replace',
    stream: { topic: 'entity_statuses.replaced', data: ({ type }) => ({ type }) },
  },
);
