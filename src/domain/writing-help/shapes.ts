import { z } from '@hono/zod-openapi';
import { SECRET_KINDS } from '../ai/masking.ts';
import { REWRITTEN_LENGTH_MAX } from '../ai/prompts/rewrite.ts';
import { AUTO_REPLY_TONES } from '../auto-replies/intents.ts';
import { AUTO_REPLY_LANGUAGES } from '../auto-replies/settings.ts';
import { WRITING_WARNINGS } from './warnings.ts';

/** Help while somebody writes a reply. Nothing of it is stored or sent. */

export const WRITING_ACTIONS = ['draft', 'shorten', 'tone', 'translate'] as const;
const INSTRUCTION_LENGTH_MAX = 2_000;

export const WritingHelpIn = z
  .strictObject({
    action: z.enum(WRITING_ACTIONS),
    text: z.string().trim().min(1).max(REWRITTEN_LENGTH_MAX).optional().openapi({
      description: 'What is written so far. All but `draft` need it.',
    }),
    tone: z.enum(AUTO_REPLY_TONES).optional().openapi({ description: '`tone` needs it.' }),
    language: z.enum(AUTO_REPLY_LANGUAGES).optional().openapi({
      description: '`translate` needs it. A draft has that of the customer without it.',
    }),
    instruction: z.string().trim().min(1).max(INSTRUCTION_LENGTH_MAX).optional().openapi({
      description: 'What a draft is to say.',
    }),
  })
  .openapi('WritingHelpIn');
export type WritingHelpIn = z.infer<typeof WritingHelpIn>;

export const WritingHelpOut = z
  .object({
    text: z.string().openapi({ description: 'Plain text.' }),
    citations: z
      .array(
        z.object({
          passage_id: z.int(),
          article_id: z.int(),
          title: z.string(),
          text: z.string(),
        }),
      )
      .openapi({
        description:
          'Passages of the knowledge base that a draft names. Each was given to the model.',
      }),
    warnings: z
      .array(z.object({ code: z.enum(WRITING_WARNINGS), text: z.string().nullable() }))
      .openapi({ description: 'What a person should look at before they send it.' }),
    masked_kinds: z.array(z.enum(SECRET_KINDS)).openapi({
      description: 'What was replaced before the model got the text.',
    }),
    is_demo: z.boolean().openapi({
      description: 'By the demo model of `npm start`: it is no language model, and quotes.',
    }),
    run_id: z.string(),
  })
  .openapi('WritingHelp');
