import type { Permission } from './permissions.ts';

/** What open consoles may hear of, and what a caller must be permitted to read to hear it. */
export const STREAM_TOPICS = {
  'action.updated': 'actions:read',
  'entity.updated': 'entities:read',
  'notification.created': 'notifications:read',
  'notification.read': 'notifications:read',
} as const satisfies Record<string, Permission>;

export type StreamTopic = keyof typeof STREAM_TOPICS;
