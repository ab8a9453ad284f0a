import { declareInternalEvent } from '../shared/declare-event.ts';

/** The operations that change nothing: somebody has looked at data. */
export const READ_OPERATIONS: readonly string[] = [
  'actions.read',
  'audit.list',
  'entities.list',
  'entities.read',
  'entities.timeline',
  'operations.list_sent_mail',
  'search.read',
  'users.list',
  'users.read',
];

export const auditRead = declareInternalEvent('AuditRead', 'audit', { audit: 'audit.list' });
