import { z } from 'zod';
import type { Locale } from '../companies/shapes.ts';
import type { WordsOf } from '../notifications/words.ts';

const Params = z.object({ subject: z.string(), contact: z.string() });

const TITLE: Record<Locale, string> = { fr: 'Relance à faire', en: 'Follow-up due' };

export const followUpDueWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  const parts = [params.contact, params.subject].filter((part) => part !== '');
  return { titre: TITLE[locale], message: parts.join(' · ') };
};

/** Of a follow-up in the to-do list. */
export const followUpTodoTitle = (locale: Locale): string => TITLE[locale];
