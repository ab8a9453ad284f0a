import { z } from '@hono/zod-openapi';
import {
  declareEvent,
  declareInternalEvent,
  type StreamTopicDeclaration,
} from '../shared/declare-event.ts';
import created from './examples/case-created.json' with { type: 'json' };
import statusUpdated from './examples/case-status-updated.json' with { type: 'json' };
import { CASE_PRIORITIES, CASE_STATUSES, CASE_TYPES } from './words.ts';

/** Events of cases. Notes, files and links are events of their case. */

export const caseTopics = {
  'case.updated': { permission: 'cases:read', data: z.object({ id: z.number() }) },
} as const satisfies Record<string, StreamTopicDeclaration>;

const publicStream = {
  topic: 'case.updated',
  data: (_data: unknown, subjectId: string) => ({ id: Number(subjectId) }),
};

/** Of events without public data. */
export const caseStream = {
  topic: publicStream.topic,
  data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};

/** The whole case after the change: a receiver that ignores an older event loses nothing. */
export const CaseState = {
  case_id: z.int(),
  reference: z.string(),
  title: z.string(),
  client_id: z.int(),
  case_type: z.enum(CASE_TYPES),
  status: z.enum(CASE_STATUSES),
  priority: z.enum(CASE_PRIORITIES),
  description: z.string().nullable(),
  assigned_to: z.int().nullable(),
  call_centre_id: z.int().nullable(),
  due_on: z.iso.date().nullable(),
  resolved_at: z.iso.datetime().nullable(),
  closed_at: z.iso.datetime().nullable(),
};

const assignedNotification = {
  code: 'case_assigned',
  kinds: ['CASE_ASSIGNED'],
  type: () => 'CASE_ASSIGNED',
  level: () => 'info' as const,
};

export const caseCreated = declareEvent('CaseCreated', 'case', {
  permission: 'cases:read',
  data: z.object(CaseState),
  example: created,
  audit: 'cases.create',
  stream: publicStream,
  notification: assignedNotification,
});

export const caseStatusUpdated = declareEvent('CaseStatusUpdated', 'case', {
  permission: 'cases:read',
  data: z.object({ ...CaseState, previous_status: z.enum(CASE_STATUSES) }),
  example: statusUpdated,
  audit: 'cases.status',
  stream: publicStream,
  notification: {
    code: 'case_status_updated',
    kinds: ['CASE_STATUS_UPDATED'],
    type: () => 'CASE_STATUS_UPDATED',
    level: () => 'info',
  },
});

/** Other fields of a case changed. */
export const caseUpdated = declareInternalEvent('CaseUpdated', 'case', {
  audit: 'cases.update',
  stream: caseStream,
  notification: assignedNotification,
});

/** Its day has come, or is over. Its people are told. */
export const caseFellDue = declareInternalEvent<{ is_overdue: boolean }>('CaseFellDue', 'case', {
  notification: {
    code: 'case_due',
    kinds: ['CASE_DUE', 'CASE_OVERDUE'],
    type: ({ is_overdue: isOverdue }) => (isOverdue ? 'CASE_OVERDUE' : 'CASE_DUE'),
    level: ({ is_overdue: isOverdue }) => (isOverdue ? 'warning' : 'info'),
  },
});

export const caseDeleted = declareInternalEvent('CaseDeleted', 'case', {
  audit: 'cases.delete',
  stream: caseStream,
});
export const caseRestored = declareInternalEvent('CaseRestored', 'case', {
  audit: 'cases.restore',
  stream: caseStream,
});

/** It can't be restored any more: what it held is gone. */
export const caseErased = declareInternalEvent('CaseErased', 'case', { audit: 'cases.erase' });

/** For those who saw a case before it was given to somebody else. */
export const caseMoved = declareInternalEvent('CaseMoved', 'case', { stream: caseStream });

export const caseLinked = declareInternalEvent('CaseLinked', 'case', {
  audit: 'case_links.create',
  stream: caseStream,
});
export const caseUnlinked = declareInternalEvent('CaseUnlinked', 'case', {
  audit: 'case_links.delete',
  stream: caseStream,
});

export const caseRead = declareInternalEvent('CaseRead', 'case', { audit: 'cases.read' });
export const casesListed = declareInternalEvent('CasesListed', 'case', { audit: 'cases.list' });
export const caseTimelineRead = declareInternalEvent('CaseTimelineRead', 'case', {
  audit: 'cases.timeline',
});
export const caseLinksListed = declareInternalEvent('CaseLinksListed', 'case', {
  audit: 'case_links.list',
});
