import type { StaleKey, StaleKeys } from '../../stream/message.ts';

const stale = (): StaleKey[] => [
  ['get', '/api/v1/todo'],
  ['get', '/api/v1/todo/count'],
];

export const todoStale = {
  'action.updated': stale,
  'conversation.updated': stale,
  'lead.updated': stale,
  'task.updated': stale,
  'follow_up.updated': stale,
  'auto_reply.updated': stale,
  // An overdue case is to do until it is resolved.
  'case.updated': stale,
  'notification.created': stale,
  'notification.read': stale,
  'notification.preference_changed': stale,
} satisfies StaleKeys;
