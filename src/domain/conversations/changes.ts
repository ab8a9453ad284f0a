import { z } from '@hono/zod-openapi';
import { because } from '../shared/schema-faults.ts';
import { Instant, Integer } from '../shared/values.ts';
import { ConversationFilterIn } from './filter.ts';
import { PRIORITIES, SUBJECT_LENGTH_MAX } from './shapes.ts';
import { CONVERSATION_STATUSES } from './statuses.ts';

/** What people change of a conversation. */

const version = Integer.min(1).openapi({ description: 'The version the change is based on.' });
const id = z.int().positive();

const fields = {
  status: z.enum(CONVERSATION_STATUSES).optional(),
  folder_id: id.nullable().optional().openapi({
    description: 'Null: no folder. Either way, rules leave the conversation where it is then.',
  }),
  assigned_to: id.nullable().optional().openapi({
    description: 'An active user within reach. Null: unassigned.',
  }),
  priority: z
    .literal(PRIORITIES)
    .optional()
    .openapi({ type: 'integer', description: '-1 low, 0 normal, 1 high.' }),
  snoozed_until: Instant.nullable().optional().openapi({
    description: 'Hidden until then, or until the contact writes. Null: shown again.',
  }),
};

export const ConversationPatch = z
  .strictObject({
    version,
    ...fields,
    subject: z.string().trim().normalize('NFC').max(SUBJECT_LENGTH_MAX).optional().openapi({
      description: 'As it is shown here; mails keep theirs.',
    }),
  })
  .openapi('ConversationPatch');
export type ConversationPatch = z.infer<typeof ConversationPatch>;

export const ConversationLinkIn = z
  .strictObject({
    version,
    person_id: id.nullable().optional(),
    project_id: id.nullable().optional(),
    lead_id: id.nullable().optional(),
    organisation_id: id.nullable().optional(),
  })
  .openapi('ConversationLinkIn');

export const ConversationMergeIn = z
  .strictObject({ into_id: id, version })
  .openapi('ConversationMergeIn');

export const SPLIT_MESSAGE_COUNT_MAX = 200;

export const ConversationSplitIn = z
  .strictObject({
    version,
    message_ids: z.array(id).min(1).max(SPLIT_MESSAGE_COUNT_MAX).openapi({
      description: 'Exactly these; at least one other message stays.',
    }),
  })
  .openapi('ConversationSplitIn');

/** Each change can tell an assignee, and is one statement. */
export const BULK_COUNT_MAX = 200;

export const BULK_OPERATIONS = [
  'change',
  'mark_read',
  'mark_unread',
  'spam',
  'not_spam',
  'delete',
] as const;

export const ConversationBulkIn = z
  .strictObject({
    ids: z.array(id).min(1).max(BULK_COUNT_MAX).optional().openapi({
      description: 'These conversations. Either `ids` or `filter`.',
    }),
    filter: ConversationFilterIn.optional().openapi({
      description: 'The conversations that match, with their number in `expected_count`.',
    }),
    expected_count: z.int().min(1).max(BULK_COUNT_MAX).optional().openapi({
      description:
        'Needed with `filter`: refused with 409 if another number of conversations match.',
    }),
    operation: z.enum(BULK_OPERATIONS),
    change: z
      .strictObject(fields)
      .optional()
      .openapi({ description: 'Of the operation `change`.' }),
  })
  .refine(({ ids, filter }) => ids !== undefined || filter !== undefined, {
    path: ['ids'],
    ...because('required_or', { field: 'filter' }),
  })
  .openapi('ConversationBulkIn');

export const BULK_OUTCOMES = ['changed', 'unchanged', 'not_found'] as const;

export const ConversationBulkOut = z
  .object({
    changed_count: z.number(),
    data: z.array(
      z.object({
        id: z.number(),
        outcome: z.enum(BULK_OUTCOMES).openapi({
          description: '`not_found`: there is no such conversation, or it is out of reach.',
        }),
      }),
    ),
  })
  .openapi('ConversationBulk');
