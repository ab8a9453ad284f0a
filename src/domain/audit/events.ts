import { declareInternalEvent } from '../shared/declare-event.ts';

export const auditRead = declareInternalEvent('AuditRead', 'audit', { audit: 'audit.list' });
