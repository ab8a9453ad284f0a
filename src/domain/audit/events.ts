import { declareInternalEvent } from '../shared/declare-event.ts';

/** The operations that change nothing: somebody has looked at data. */
export const READ_OPERATIONS: readonly string[] = [
  'actions.read',
  'audit.list',
  'entities.list',
  'entities.read',
  'entities.timeline',
  'folder_decisions.list',
  'inbox_folders.test',
  'lead_imports.list',
  'lead_imports.read',
  'leads.export',
  'leads.list',
  'leads.read',
  'leads.timeline',
  'operations.list_sent_mail',
  'organisations.list',
  'organisations.matches',
  'organisations.read',
  'organisations.timeline',
  'people.list',
  'people.matches',
  'people.read',
  'people.timeline',
  'reclassifications.preview',
  'search.read',
  'users.list',
  'users.read',
];

export const auditRead = declareInternalEvent('AuditRead', 'audit', { audit: 'audit.list' });
