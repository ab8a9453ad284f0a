import type { StaleKeys } from '../../stream/message.ts';

const stale: StaleKeys[string] = () => [
  ['get', '/api/v1/notifications'],
  ['get', '/api/v1/notifications/unread-count'],
];

export const notificationsStale = {
  'notification.created': stale,
  'notification.read': stale,
} satisfies StaleKeys;
