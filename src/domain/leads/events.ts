import { z } from '@hono/zod-openapi';
import {
  declareEvent,
  declareInternalEvent,
  type StreamTopicDeclaration,
} from '../shared/declare-event.ts';
import assigned from './examples/lead-assigned.json' with { type: 'json' };
import confirmed from './examples/lead-email-confirmed.json' with { type: 'json' };
import converted from './examples/lead-converted.json' with { type: 'json' };
import created from './examples/lead-created.json' with { type: 'json' };
import statusUpdated from './examples/lead-status-updated.json' with { type: 'json' };
import { LEAD_SOURCES } from './sources.ts';

/** Events of leads, with the names of seed 003. Each carries the form and the call centre of its lead. */

export const leadTopics = {
  'lead.updated': {
    permission: 'leads:read',
    /** Null: many leads at once. */
    data: z.object({ id: z.number().nullable() }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'lead.updated',
  data: (_data: unknown, subjectId: string) => ({ id: Number(subjectId) }),
};

/** Of events without public data. */
const internalStream = {
  topic: stream.topic,
  data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};

const Subject = {
  lead_id: z.int(),
  form_id: z.int().nullable(),
  call_centre_id: z.int().nullable(),
};

export const leadCreated = declareEvent('LeadCreated', 'lead', {
  permission: 'leads:read',
  data: z.object({
    ...Subject,
    source: z.enum(LEAD_SOURCES),
    status: z.string(),
    assigned_to: z.int().nullable(),
    email: z.string().nullable(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    company_name: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  }),
  example: created,
  audit: 'leads.create',
  stream,
  notification: {
    code: 'lead_created',
    kinds: ['LEAD_CREATED'],
    type: () => 'LEAD_CREATED',
    level: () => 'info',
  },
});

export const leadEmailConfirmed = declareEvent('LeadEmailConfirmed', 'lead', {
  permission: 'leads:read',
  data: z.object({ ...Subject, email: z.string(), email_confirmed_at: z.iso.datetime() }),
  example: confirmed,
  audit: 'leads.confirm_email',
  stream,
});

export const leadAssigned = declareEvent('LeadAssigned', 'lead', {
  permission: 'leads:read',
  data: z.object({
    ...Subject,
    assigned_to: z.int().nullable(),
    previous_assigned_to: z.int().nullable(),
  }),
  example: assigned,
  audit: 'leads.assign',
  stream,
  notification: {
    code: 'lead_assigned',
    kinds: ['LEAD_ASSIGNED'],
    type: () => 'LEAD_ASSIGNED',
    level: () => 'info',
  },
});

export const leadStatusUpdated = declareEvent('LeadStatusUpdated', 'lead', {
  permission: 'leads:read',
  data: z.object({ ...Subject, status: z.string(), previous_status: z.string() }),
  example: statusUpdated,
  audit: 'leads.status',
  stream,
  notification: {
    code: 'lead_status_updated',
    kinds: ['LEAD_STATUS_UPDATED'],
    type: () => 'LEAD_STATUS_UPDATED',
    level: () => 'info',
  },
});

export const leadConverted = declareEvent('LeadConverted', 'lead', {
  permission: 'leads:read',
  data: z.object({
    ...Subject,
    person_id: z.int(),
    organisation_id: z.int().nullable(),
  }),
  example: converted,
  audit: 'leads.convert',
  stream,
});

/** For those who saw a lead before it was given to somebody else: read it again, or find it gone. */
export const leadMoved = declareInternalEvent('LeadMoved', 'lead', {
  stream: internalStream,
});

/** Many leads are new: each has its own `LeadCreated`, and consoles read their lists once. */
export const leadsAdded = declareInternalEvent('LeadsAdded', 'lead', {
  stream: { topic: 'lead.updated', data: (_data: undefined) => ({ id: null }) },
});

/** Other fields of a lead changed. */
export const leadUpdated = declareInternalEvent('LeadUpdated', 'lead', {
  audit: 'leads.update',
  stream: internalStream,
});

export const leadRead = declareInternalEvent('LeadRead', 'lead', { audit: 'leads.read' });
export const leadTimelineRead = declareInternalEvent('LeadTimelineRead', 'lead', {
  audit: 'leads.timeline',
});
export const leadsListed = declareInternalEvent('LeadsListed', 'lead', { audit: 'leads.list' });
export const leadsExported = declareInternalEvent('LeadsExported', 'lead', {
  audit: 'leads.export',
});
