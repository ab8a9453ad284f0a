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

/** Events of leads, with the names of seed 003. */

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

const SINCE_WHOLE =
  'Absent in events other than `LeadCreated` that were stored before they carried the whole lead.';
const ADDED = 'Absent in events that were stored before it was added.';
const whole = <Type extends z.ZodType>(type: Type): Type =>
  type.openapi({ description: SINCE_WHOLE });
const added = <Type extends z.ZodType>(type: Type): Type => type.openapi({ description: ADDED });

/**
 * The whole lead after the change. Every event of a lead carries it, so a receiver that ignores an event
 * older than the last one it applied loses nothing. Stored events are sent as they were stored.
 */
const Lead = {
  lead_id: z.int(),
  form_id: z.int().nullable(),
  call_centre_id: z.int().nullable(),
  source: whole(z.enum(LEAD_SOURCES)),
  status: whole(z.string()),
  assigned_to: whole(z.int().nullable()),
  email: whole(z.string().nullable()),
  name: whole(z.string().nullable()),
  phone: whole(z.string().nullable()),
  company_name: whole(z.string().nullable()),
  data: whole(z.record(z.string(), z.unknown())),
  email_confirmed_at: added(z.iso.datetime().nullable()),
  called_at: added(z.iso.datetime().nullable()),
  converted_at: added(z.iso.datetime().nullable()),
  person_id: added(z.int().nullable()),
  organisation_id: added(z.int().nullable()),
};

export const leadCreated = declareEvent('LeadCreated', 'lead', {
  permission: 'leads:read',
  data: z.object(Lead),
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
  data: z.object({ ...Lead, email: z.string(), email_confirmed_at: z.iso.datetime() }),
  example: confirmed,
  audit: 'leads.confirm_email',
  stream,
});

export const leadAssigned = declareEvent('LeadAssigned', 'lead', {
  permission: 'leads:read',
  data: z.object({
    ...Lead,
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
  data: z.object({ ...Lead, status: z.string(), previous_status: z.string() }),
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
  data: z.object({ ...Lead, person_id: z.int(), organisation_id: z.int().nullable() }),
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
