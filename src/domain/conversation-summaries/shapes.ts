import { z } from '@hono/zod-openapi';
import { AI_ERROR_CODES, AI_FAILURES } from '../ai/outcomes.ts';

/** The summary of a conversation, as the API shows it. */

const MessageIds = z
  .array(z.int())
  .openapi({ description: 'The messages that say so: each was given to the model.' });
const part = { text: z.string(), message_ids: MessageIds };

const Summary = z
  .object({
    points: z.array(z.object(part)),
    questions: z.array(z.object(part)).openapi({ description: 'Not answered yet.' }),
    promises: z.array(
      z.object({
        ...part,
        by: z.enum(['us', 'customer']),
        date: z.iso.date().nullable().openapi({ description: 'Null: no day was said.' }),
        quote: z
          .string()
          .nullable()
          .openapi({ description: 'Null: what the model quoted is in none of the messages.' }),
      }),
    ),
    next_step: z.object(part).nullable(),
    dropped_count: z.int().openapi({
      description: 'What the model said without a message that was given: it is left out.',
    }),
    last_message_id: z.int(),
    omitted_message_count: z
      .int()
      .openapi({ description: 'Old messages that were too many to be given to the model.' }),
    model: z.string(),
    is_demo: z.boolean().openapi({
      description: 'By the demo model of `npm start`: it is no language model, and quotes.',
    }),
    run_id: z.string().nullable(),
    written_by: z.int().nullable().openapi({ description: 'Null: it came by itself.' }),
    written_at: z.iso.datetime(),
  })
  .openapi('ConversationSummaryContent');

export const ConversationSummaryOut = z
  .object({
    conversation_id: z.int(),
    is_stale: z.boolean().openapi({ description: 'Other messages are in the conversation now.' }),
    is_being_written: z.boolean(),
    failure: z
      .object({
        outcome: z.enum(AI_FAILURES),
        error_code: z.enum(AI_ERROR_CODES).nullable(),
        at: z.iso.datetime(),
      })
      .nullable()
      .openapi({ description: 'Why the last try gave none. Null: it gave one.' }),
    summary: z.union([Summary, z.null()]),
  })
  .openapi('ConversationSummary');

export const ConversationSummaryQuery = z.object({
  refresh: z
    .enum(['true', 'false'])
    .optional()
    .openapi({ description: 'Asks the model also if nothing has changed.' }),
});
