import { z } from 'zod';
import { declarePrompt } from './prompt.ts';

/** A message that a person typed to see whether the model answers. */

export const TRY_TEXT_LENGTH_MAX = 4_000;
const ANSWER_LENGTH_MAX = 4_000;

export const tryPrompt = declarePrompt({
  purpose: 'try',
  version: 1,
  system:
    'Someone tries whether this model works. Answer the message in its language, in three sentences at most.',
  user: ({ message }: { message: string }) => ({ message }),
  output: z.strictObject({ answer: z.string().trim().min(1).max(ANSWER_LENGTH_MAX) }),
  inputCharacterMax: 4 * TRY_TEXT_LENGTH_MAX,
  outputTokenMax: 800,
});
