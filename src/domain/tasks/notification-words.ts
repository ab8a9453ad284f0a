import { z } from 'zod';
import type { Locale } from '../companies/shapes.ts';
import type { WordsOf } from '../notifications/words.ts';

const Params = z.object({ title: z.string() });

export const taskAssignedWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  return {
    titre: { fr: 'Une tâche vous est attribuée', en: 'A task was assigned to you' }[locale],
    message: params.title,
  };
};

/** Of a task in the to-do list. */
export const taskTodoTitle = (locale: Locale, { isOverdue }: { isOverdue: boolean }): string =>
  isOverdue
    ? { fr: 'Tâche en retard', en: 'Overdue task' }[locale]
    : { fr: 'Tâche pour aujourd’hui', en: 'Task for today' }[locale];
