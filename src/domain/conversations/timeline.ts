import { z } from '@hono/zod-openapi';
import { FieldChange } from '../entity-timeline/shapes.ts';
import { CONVERSATION_STATUSES } from './statuses.ts';

/** What happened to a conversation besides its messages, newest first. */

export const CONVERSATION_TIMELINE_KINDS = [
  'created',
  'status_changed',
  'assigned',
  'filed',
  'changed',
  'snoozed',
  'woken',
  'linked',
  'merged',
  'split',
] as const;

const Named = z.object({ id: z.number(), name: z.string().nullable() }).nullable();

export const ConversationTimelineEntryOut = z
  .object({
    id: z.string(),
    kind: z.enum(CONVERSATION_TIMELINE_KINDS),
    at: z.iso.datetime(),
    by: z.string().nullable().openapi({
      description: 'Name of the user. Null: the contact, a rule, or unknown.',
    }),
    status: z
      .object({ from: z.enum(CONVERSATION_STATUSES), to: z.enum(CONVERSATION_STATUSES) })
      .nullable()
      .openapi({ description: 'Of a `status_changed` entry.' }),
    assignment: z
      .object({ from: Named, to: Named })
      .nullable()
      .openapi({ description: 'Of an `assigned` entry.' }),
    filing: z
      .object({
        folder: Named,
        source: z.enum(['rules', 'reclassify', 'person', 'ai']),
        reason: z.record(z.string(), z.unknown()).openapi({
          description: 'The condition that matched, and the text it matched in.',
        }),
      })
      .nullable()
      .openapi({ description: 'Of a `filed` entry: the folder, and why.' }),
    snoozed_until: z.iso.datetime().nullable().openapi({
      description: 'Of a `snoozed` entry. Null: it was shown again.',
    }),
    changes: z.array(FieldChange).openapi({
      description: 'Of a `changed` or `linked` entry, else empty.',
    }),
    conversation_id: z.number().nullable().openapi({
      description: 'The other conversation of a `merged` or `split` entry.',
    }),
  })
  .openapi('ConversationTimelineEntry');
