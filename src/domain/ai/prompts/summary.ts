import { z } from 'zod';
import { declarePrompt } from './prompt.ts';

/** What was said in a conversation, each part with the messages that say so. */

export interface SummaryPromptInput {
  /** In which it is written (ISO 639-1). */
  language: string;
  /** ISO date: "tomorrow" counts from the date of its message. */
  today: string;
  /** The oldest first. */
  messages: readonly {
    id: number;
    from: 'customer' | 'company';
    date: string;
    text: string;
  }[];
}

export const SUMMARY_PART_COUNT_MAX = 8;
const TEXT_LENGTH_MAX = 500;
const SOURCE_COUNT_MAX = 10;

const text = z.string().trim().min(1).max(TEXT_LENGTH_MAX);
const messageIds = z.array(z.int()).max(SOURCE_COUNT_MAX);
const part = z.strictObject({ text, message_ids: messageIds });

export const summaryPrompt = declarePrompt({
  purpose: 'summary',
  version: 1,
  system: [
    'Sum up the conversation of a company with its customer for a colleague who has not read it, in `language`.',
    'Name in `message_ids` the messages that say so, by their `id`. Say nothing that no message says. Plain text, one sentence each.',
    '`points`: what matters, the newest state only. `questions`: what was asked and is not answered yet.',
    '`promises`: what the company (`us`) or the customer promised to do and has not done; `date` is the day it is due (ISO date), or null if none was said; `quote` is copied from the message word by word.',
    '`next_step`: what the company should do next, or null.',
    `At most ${SUMMARY_PART_COUNT_MAX} of each. An empty list is a good answer.`,
  ].join('\n'),
  user: ({ language, today, messages }: SummaryPromptInput) => ({
    language,
    today,
    messages: messages.map(({ id, from, date, text: said }) => ({ id, from, date, text: said })),
  }),
  output: z.strictObject({
    points: z.array(part).max(SUMMARY_PART_COUNT_MAX),
    questions: z.array(part).max(SUMMARY_PART_COUNT_MAX),
    promises: z
      .array(
        z.strictObject({
          text,
          by: z.enum(['us', 'customer']),
          date: z.iso.date().nullable(),
          quote: z.string().trim().max(TEXT_LENGTH_MAX),
          message_ids: messageIds,
        }),
      )
      .max(SUMMARY_PART_COUNT_MAX),
    next_step: part.nullable(),
  }),
  inputCharacterMax: 120_000,
  outputTokenMax: 2_000,
});

export type SummaryOutput = z.infer<typeof summaryPrompt.output>;
