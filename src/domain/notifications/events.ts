import { z } from '@hono/zod-openapi';
import {
  declareInternalEvent,
  NOTIFICATION_LEVELS,
  type StreamTopicDeclaration,
} from '../shared/declare-event.ts';

export const notificationTopics = {
  /** Written by `tx.emit` for every event that declares a notification. */
  'notification.created': {
    permission: 'notifications:read',
    data: z.object({
      id: z.number(),
      level: z.enum(NOTIFICATION_LEVELS),
      action_id: z.uuid().nullable(),
      /** The user switched this kind off: it is listed, and nothing more. */
      is_muted: z.boolean(),
    }),
  },
  'notification.read': {
    permission: 'notifications:read',
    data: z.object({ id: z.union([z.number(), z.literal('all')]) }),
  },
  'notification.preference_changed': {
    permission: 'notifications:read',
    data: z.object({ kind: z.string() }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

/** An action answered it. It counts as read. */
export const notificationHandled = declareInternalEvent<{ id: number }>(
  'NotificationHandled',
  'notification',
  {
    audit: 'notifications.handle',
    stream: { topic: 'notification.read', data: ({ id }) => ({ id }) },
  },
);

/** Updates the other windows of the same user. */
export const notificationRead = declareInternalEvent<{ id: number | 'all' }>(
  'NotificationRead',
  'notification',
  { stream: { topic: 'notification.read', data: ({ id }) => ({ id }) } },
);

/** A mail of notifications ended: accepted by the mail server, or given up. */
export const notificationMailEnded = declareInternalEvent('NotificationMailEnded', 'user', {
  audit: 'users.notification_mail',
});

/** Updates the other windows of the same user. */
export const notificationPreferenceChanged = declareInternalEvent<{ kind: string }>(
  'NotificationPreferenceChanged',
  'user',
  {
    audit: 'me.notification_preferences',
    stream: { topic: 'notification.preference_changed', data: ({ kind }) => ({ kind }) },
  },
);
