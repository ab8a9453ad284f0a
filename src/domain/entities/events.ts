import { z } from '@hono/zod-openapi';
import {
  declareEvent,
  declareInternalEvent,
  type StreamTopicDeclaration,
} from '../shared/declare-event.ts';
import created from './examples/entity-created.json' with { type: 'json' };
import updated from './examples/entity-updated.json' with { type: 'json' };
import { ENTITY_TYPES } from './types.ts';

export const entityTopics = {
  'entity.updated': {
    permission: 'entities:read',
    data: z.object({ type: z.enum(ENTITY_TYPES), ref: z.string() }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const EntityChange = z.object({
  entity_id: z.int(),
  type: z.enum(ENTITY_TYPES),
  ref: z.string(),
  version: z.int().min(1),
});

const stream = {
  topic: 'entity.updated',
  data: ({ type, ref }: z.infer<typeof EntityChange>) => ({ type, ref }),
};

export const entityCreated = declareEvent('EntityCreated', 'entity', {
  permission: 'entities:read',
  data: EntityChange,
  example: created,
  audit: 'entities.create',
  stream,
});

export const entityUpdated = declareEvent('EntityUpdated', 'entity', {
  permission: 'entities:read',
  data: EntityChange,
  example: updated,
  audit: 'entities.update',
  stream,
});

export const entityRead = declareInternalEvent('EntityRead', 'entity', { audit: 'entities.read' });

export const entityTimelineRead = declareInternalEvent('EntityTimelineRead', 'entity', {
  audit: 'entities.timeline',
});

export const entitiesListed = declareInternalEvent('EntitiesListed', 'entity', {
  audit: 'entities.list',
});
