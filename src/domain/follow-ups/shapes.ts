import { z } from '@hono/zod-openapi';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { Instant } from '../shared/values.ts';
import { FOLLOW_UP_CANCEL_REASONS, FOLLOW_UP_STATUSES } from './statuses.ts';

/** Follow-ups: a conversation to come back to at an exact time. */

const NOTE_LENGTH_MAX = 2000;

/** Those that wait in one conversation. So that an answer cancels all of them in one statement. */
export const FOLLOW_UP_COUNT_MAX = 50;

const Id = z.int().positive();
const Note = z.string().trim().min(1).max(NOTE_LENGTH_MAX).nullable();
const IsCancelledByAnswer = z
  .boolean()
  .openapi({ description: 'Cancelled when the contact writes before.' });

export const FollowUpParams = z.object({ id: wholeNumber(Id) });

export const FollowUpIn = z
  .strictObject({
    due_at: Instant.openapi({ description: 'In the future.' }),
    note: Note.default(null),
    user_id: Id.optional().openapi({
      description:
        'Who is told. Absent: the caller. Somebody else needs `follow_ups:update` for their records.',
    }),
    is_cancelled_by_answer: IsCancelledByAnswer.default(true),
  })
  .openapi('FollowUpIn');

export const FollowUpPatch = z
  .strictObject({
    due_at: Instant.optional(),
    note: Note.optional(),
    is_cancelled_by_answer: IsCancelledByAnswer.optional(),
  })
  .openapi('FollowUpPatch');

const status = z.enum(FOLLOW_UP_STATUSES).optional();

export const ConversationFollowUpQuery = PageQuery.extend({ status });

export const FollowUpQuery = PageQuery.extend({
  status,
  user_id: z
    .union([z.literal('me'), wholeNumber(Id)])
    .optional()
    .openapi({ type: 'string', description: '`me`, or the id of a user.' }),
  due_before: Instant.optional(),
});

export interface FollowUpFilter {
  status?: z.infer<typeof status>;
  user_id?: z.infer<typeof FollowUpQuery>['user_id'];
  due_before?: string | undefined;
  conversation_id?: number;
}

export const FollowUpOut = z
  .object({
    id: z.number(),
    conversation_id: z.number(),
    conversation_subject: z.string(),
    contact_name: z.string().nullable(),
    user_id: z.number(),
    user_name: z.string(),
    due_at: z.iso.datetime(),
    note: z.string().nullable(),
    is_cancelled_by_answer: z.boolean(),
    status: z.enum(FOLLOW_UP_STATUSES),
    cancelled_reason: z.enum(FOLLOW_UP_CANCEL_REASONS).nullable(),
    created_by: z.number().nullable(),
    created_at: z.iso.datetime(),
    settled_at: z.iso.datetime().nullable(),
  })
  .openapi('FollowUp');
