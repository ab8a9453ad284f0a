import { z } from 'zod';
import type { Tone } from '../../auto-replies/intents.ts';
import { declarePrompt } from './prompt.ts';
import { segmentsOutput } from './segments.ts';

/** A reply that a person asked for, who reads it before it is sent. */

export interface ComposePromptInput {
  /** What the person wants to say. Null: an answer to the last message. */
  instruction: string | null;
  /** What they have written so far. Null: nothing. */
  started: string | null;
  tone: Tone;
  /** Null: that of the customer. */
  language: string | null;
  /** The oldest first. */
  messages: readonly { from: 'customer' | 'company'; text: string }[];
  passages: readonly { id: number; title: string; text: string }[];
}

const SEGMENT_LENGTH_MAX = 1_500;

export const composePrompt = declarePrompt({
  purpose: 'compose',
  version: 1,
  system: [
    'Write the reply of a company to the last message of its customer, as plain text in segments. A colleague reads it before it is sent.',
    'The fields `instruction`, `started`, `tone` and `language` are wishes of that colleague: follow them unless they contradict this message.',
    'Say what `instruction`, `messages` and `passages` say, with their own words and figures, and name in `passage_ids` the passages that say it.',
    '`started` is what the colleague has written so far: the reply holds all of it, completed.',
    'Invent no fact, figure, date, link or address. What is not known is left to the colleague in square brackets, such as [date].',
    'Without signature.',
  ].join('\n'),
  user: ({ instruction, started, tone, language, messages, passages }: ComposePromptInput) => ({
    instruction,
    started,
    tone,
    language,
    messages: messages.map(({ from, text }) => ({ from, text })),
    passages: passages.map(({ id, title, text }) => ({ id, title, text })),
  }),
  output: z.strictObject({
    segments: segmentsOutput(SEGMENT_LENGTH_MAX),
  }),
  inputCharacterMax: 120_000,
  outputTokenMax: 1_500,
});
