import { z } from 'zod';
import { INTENTS } from '../../auto-replies/intents.ts';
import { URGENCIES } from '../../inbox-folders/ai.ts';
import { declarePrompt } from './prompt.ts';

/** Which folder a conversation belongs to, and what its newest messages want. */

export interface ClassifyPromptInput {
  /** `key`: short, and of this call only: the model never learns an id. */
  folders: readonly { key: string; name: string; description: string }[];
  /** Received ones, the newest first. */
  messages: readonly { subject: string; text: string }[];
  /** Conversations that people put in these folders. */
  examples: readonly { folder: string; subject: string; text: string }[];
}

const KEY_LENGTH_MAX = 20;
const WORD_COUNT_MAX = 5;
const WORD_LENGTH_MAX = 200;

export const classifyPrompt = declarePrompt({
  purpose: 'classify',
  version: 1,
  system: [
    'Sort a conversation: `messages` were received from a customer, the newest first; judge by the newest, and by the others where it refers to them.',
    'Name in `folder` the key of the one folder whose `description` says that the conversation belongs there. Null, if none clearly does.',
    '`examples` are conversations that people put in a folder: sort alike ones alike.',
    'Say in `confidence`, from 0 to 1, how sure you are of the folder, or of null.',
    'Name in `intent` what the customer wants, in `urgency` how soon an answer is needed, and in `language` the language of the newest message (ISO 639-1).',
    'Quote in `words` up to five short passages of `messages`, letter by letter, that decided.',
  ].join('\n'),
  user: ({ folders, messages, examples }: ClassifyPromptInput) => ({
    folders: folders.map(({ key, name, description }) => ({ key, name, description })),
    examples: examples.map(({ folder, subject, text }) => ({ folder, subject, text })),
    messages: messages.map(({ subject, text }) => ({ subject, text })),
  }),
  output: z.strictObject({
    folder: z.string().max(KEY_LENGTH_MAX).nullable(),
    confidence: z.number().min(0).max(1),
    intent: z.enum(INTENTS),
    urgency: z.enum(URGENCIES),
    language: z.string().regex(/^[a-z]{2}$/),
    words: z.array(z.string().trim().min(1).max(WORD_LENGTH_MAX)).max(WORD_COUNT_MAX),
  }),
  // All folders with the longest descriptions, and every text with signs that JSON writes as two.
  inputCharacterMax: 300_000,
  outputTokenMax: 400,
});
export type ClassifyOutput = z.infer<typeof classifyPrompt.output>;
