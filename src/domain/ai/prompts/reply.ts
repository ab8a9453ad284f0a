import { z } from 'zod';
import { INTENTS, type Tone } from '../../auto-replies/intents.ts';
import { declarePrompt } from './prompt.ts';
import { segmentsOutput } from './segments.ts';

/** A reply to the last message of a conversation, each part with the passages that say so. */

export interface ReplyPromptInput {
  /** What the company wants of its replies. */
  instructions: string;
  tone: Tone;
  /** Null: that of the customer. */
  language: string | null;
  /** It may be sent without a person: only whole sentences of the passages. */
  isVerbatim: boolean;
  /** The oldest first. */
  messages: readonly { from: 'customer' | 'company'; text: string }[];
  passages: readonly { id: number; title: string; text: string }[];
  /** What was written before, and what a person wants of the next version. */
  previous: { text: string; wish: string } | null;
}

/** All of them are no longer than a draft may be. */
const SEGMENT_LENGTH_MAX = 900;

export const replyPrompt = declarePrompt({
  purpose: 'reply',
  version: 2,
  system: [
    'Write the reply of a company to the last message of its customer, as plain text in segments.',
    'The fields `instructions`, `tone` and `previous.wish` are wishes of the company: follow them unless they contradict this message.',
    'Say only what `passages` say, and name in `passage_ids` those that say it, with their own words and figures.',
    'If `wording` is `verbatim`, say it only in whole sentences of the passages, letter by letter, each passage in a segment of its own.',
    'A greeting, thanks or a farewell has no passage and stands in a segment of its own.',
    'If no passage answers, say only that a colleague will answer. Promise nothing. No links, no addresses but those of the passages.',
    'Name in `intent` what the customer wants, and in `language` the language of the reply (ISO 639-1).',
  ].join('\n'),
  user: ({
    instructions,
    tone,
    language,
    isVerbatim,
    messages,
    passages,
    previous,
  }: ReplyPromptInput) => ({
    instructions,
    tone,
    language,
    wording: isVerbatim ? 'verbatim' : 'free',
    messages: messages.map(({ from, text }) => ({ from, text })),
    passages: passages.map(({ id, title, text }) => ({ id, title, text })),
    previous: previous === null ? null : { text: previous.text, wish: previous.wish },
  }),
  output: z.strictObject({
    segments: segmentsOutput(SEGMENT_LENGTH_MAX),
    language: z.string().regex(/^[a-z]{2}$/),
    intent: z.enum(INTENTS),
  }),
  inputCharacterMax: 80_000,
  outputTokenMax: 1_500,
});
