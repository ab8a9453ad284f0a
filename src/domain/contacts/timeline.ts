import { z } from '@hono/zod-openapi';
import { PageQuery, wholeNumber } from '../shared/pages.ts';

/** What happened to a contact, to those that were merged into it, and to their leads; newest first. */

const LIMIT_DEFAULT = 30;
const LIMIT_MAX = 100;

export const ContactTimelineQuery = PageQuery.extend({
  limit: wholeNumber(z.int().min(1).max(LIMIT_MAX)).default(LIMIT_DEFAULT),
});

export const CONTACT_TIMELINE_KINDS = [
  'created',
  'changed',
  'deleted',
  'restored',
  'merged',
  'merge_undone',
  'lead',
] as const;

const Change = z
  .object({
    field: z.string(),
    before: z.unknown().openapi({ description: 'Null: it was empty.' }),
    after: z.unknown().openapi({ description: 'Null: it was cleared.' }),
  })
  .openapi('ContactFieldChange');

const TimelineMerge = z
  .object({
    id: z.uuid(),
    winner_id: z.number(),
    winner_name: z.string(),
    loser_id: z.number(),
    loser_name: z.string(),
    undo_until: z.iso.datetime(),
    undone_at: z.iso.datetime().nullable(),
  })
  .openapi('ContactTimelineMerge');

const TimelineLead = z
  .object({
    id: z.number(),
    name: z.string().nullable(),
    event: z.string().openapi({ description: 'Its public name: `LeadCreated`.' }),
    status: z.string().nullable(),
    previous_status: z.string().nullable(),
    assigned_to_name: z
      .string()
      .nullable()
      .openapi({ description: 'Of `LeadAssigned`: who got it. Null: it was taken back.' }),
  })
  .openapi('ContactTimelineLead');

export const ContactTimelineEntryOut = z
  .object({
    id: z.string(),
    kind: z.enum(CONTACT_TIMELINE_KINDS),
    at: z.iso.datetime(),
    by: z.string().nullable().openapi({ description: 'Name of the user. Null: unknown.' }),
    contact_id: z
      .number()
      .openapi({ description: 'This contact, or one that was merged into it.' }),
    changes: z.array(Change).openapi({ description: 'Of a `changed` entry, else empty.' }),
    merge: z.union([TimelineMerge, z.null()]),
    lead: z
      .union([TimelineLead, z.null()])
      .openapi({ description: 'A lead that the caller may read.' }),
  })
  .openapi('ContactTimelineEntry');
export type ContactTimelineEntry = z.infer<typeof ContactTimelineEntryOut>;
