import type { StaleKeys } from '../../stream/message.ts';

export const entitiesStale = {
  'entity.updated': () => [
    ['get', '/api/v1/entities/{type}'],
    ['get', '/api/v1/entity-counts/{type}'],
    ['get', '/api/v1/entities/{type}/{ref}'],
    ['get', '/api/v1/entities/{type}/{ref}/timeline'],
  ],
  'action.updated': () => [['get', '/api/v1/entities/{type}/{ref}/timeline']],
  'entity_statuses.replaced': () => [['get', '/api/v1/entity-statuses']],
} satisfies StaleKeys;
