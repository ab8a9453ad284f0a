import { z } from '@hono/zod-openapi';
import { PageQuery, wholeNumber } from '../shared/pages.ts';

/** Notes in a conversation that only colleagues read. */

const NOTE_LENGTH_MAX = 20_000;
const MENTION_COUNT_MAX = 20;

export const ConversationNoteIn = z
  .strictObject({
    text: z.string().trim().min(1).max(NOTE_LENGTH_MAX),
    mentioned_user_ids: z.array(z.int().positive()).max(MENTION_COUNT_MAX).default([]).openapi({
      description: 'Each is told once. They must reach the conversation.',
    }),
  })
  .openapi('ConversationNoteIn');

export const ConversationNoteParams = z.object({
  id: wholeNumber(z.int().positive()),
  note_id: wholeNumber(z.int().positive()),
});

export const ConversationNoteQuery = PageQuery;

export const ConversationNoteOut = z
  .object({
    id: z.number(),
    conversation_id: z.number(),
    author_id: z.number(),
    author_name: z.string(),
    text: z.string(),
    mentioned_user_ids: z.array(z.number()),
    created_at: z.iso.datetime(),
  })
  .openapi('ConversationNote');
