import { z } from 'zod';
import type { WordsOf } from '../notifications/words.ts';

const Params = z.object({ author: z.string(), subject: z.string() });

export const noteMentionWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  const { author, subject } = params;
  return {
    titre: {
      fr: `${author} vous mentionne dans une note`,
      en: `${author} mentions you in a note`,
    }[locale],
    message: subject,
  };
};
