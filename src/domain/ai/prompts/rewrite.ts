import { z } from 'zod';
import type { Tone } from '../../auto-replies/intents.ts';
import { declarePrompt } from './prompt.ts';

/** A text that a person wrote: shorter, in another tone, or in another language. */

export type RewritePromptInput = { text: string } & (
  { action: 'shorten' } | { action: 'tone'; tone: Tone } | { action: 'translate'; language: string }
);

export const REWRITTEN_LENGTH_MAX = 8_000;

export const rewritePrompt = declarePrompt({
  purpose: 'rewrite',
  version: 1,
  system: [
    'Write `text` again as `action` says, as plain text, and change nothing else.',
    '`shorten`: about half as long, in its language. `tone`: in the tone `tone`, in its language. `translate`: into `language` (ISO 639-1).',
    'Keep each fact, figure, date, name, link and address as it is. Add none.',
  ].join('\n'),
  user: (input: RewritePromptInput) => ({
    action: input.action,
    tone: input.action === 'tone' ? input.tone : null,
    language: input.action === 'translate' ? input.language : null,
    text: input.text,
  }),
  output: z.strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .max(2 * REWRITTEN_LENGTH_MAX),
  }),
  inputCharacterMax: 3 * REWRITTEN_LENGTH_MAX,
  outputTokenMax: 4_000,
});
