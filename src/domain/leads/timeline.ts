import { z } from '@hono/zod-openapi';
import { FieldChange } from '../entity-timeline/shapes.ts';

/** What happened to a lead, newest first. */

export const LEAD_TIMELINE_KINDS = [
  'created',
  'email_confirmed',
  'assigned',
  'status_changed',
  'converted',
  'called',
  'changed',
] as const;

const Person = z.object({ id: z.number(), name: z.string().nullable() }).nullable();

export const LeadTimelineEntryOut = z
  .object({
    id: z.string(),
    kind: z.enum(LEAD_TIMELINE_KINDS),
    at: z.iso.datetime(),
    by: z.string().nullable().openapi({
      description: 'Name of the user. Null: the lead itself, or unknown.',
    }),
    changes: z.array(FieldChange).openapi({ description: 'Of a `changed` entry, else empty.' }),
    assignment: z
      .object({ from: Person, to: Person })
      .nullable()
      .openapi({ description: 'Of an `assigned` entry.' }),
    status: z
      .object({ from: z.string(), to: z.string() })
      .nullable()
      .openapi({ description: 'Of a `status_changed` entry.' }),
    called_at: z.iso.datetime().nullable().openapi({ description: 'Of a `called` entry.' }),
    person_id: z.number().nullable().openapi({ description: 'Of a `converted` entry.' }),
    organisation_id: z.number().nullable(),
  })
  .openapi('LeadTimelineEntry');
