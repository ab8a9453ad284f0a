import type { StaleKey, StaleKeys } from '../../stream/message.ts';

const stale = (): StaleKey[] => [
  ['get', '/api/v1/notifications'],
  ['get', '/api/v1/notifications/feed'],
  ['get', '/api/v1/notifications/unread-count'],
];

export const notificationsStale = {
  'notification.created': stale,
  'notification.read': stale,
  'notification.preference_changed': () => [['get', '/api/v1/me/notification-preferences']],
} satisfies StaleKeys;
