import { z } from 'zod';
import type { Locale } from '../companies/shapes.ts';
import type { WordsOf } from '../notifications/words.ts';
import { dayName } from '../shared/day-name.ts';
import { CASE_STATUS_WORDS, CASE_STATUSES } from './words.ts';

const Case = z.object({ reference: z.string(), title: z.string() });

export const caseAssignedWords: WordsOf = (locale, stored) => {
  const { data: params } = Case.safeParse(stored);
  if (!params) return undefined;
  return {
    titre: { fr: 'Un dossier vous est confié', en: 'A case was given to you' }[locale],
    message: `${params.reference} · ${params.title}`,
  };
};

const Status = Case.extend({ status: z.enum(CASE_STATUSES) });

export const caseStatusWords: WordsOf = (locale, stored) => {
  const { data: params } = Status.safeParse(stored);
  if (!params) return undefined;
  const status = CASE_STATUS_WORDS[params.status][locale];
  return {
    titre: { fr: `Dossier : ${status}`, en: `Case: ${status}` }[locale],
    message: `${params.reference} · ${params.title}`,
  };
};

const Due = Case.extend({ is_overdue: z.boolean(), due_on: z.iso.date() });

export const caseDueWords: WordsOf = (locale, stored) => {
  const { data: params } = Due.safeParse(stored);
  if (!params) return undefined;
  const { is_overdue: isOverdue, reference, title } = params;
  return {
    titre: caseDueTitle(locale, { isOverdue }),
    message: `${reference} · ${title} · ${dayName(locale, params.due_on)}`,
  };
};

export const caseDueTitle = (locale: Locale, { isOverdue }: { isOverdue: boolean }): string =>
  isOverdue
    ? { fr: 'Dossier en retard', en: 'Overdue case' }[locale]
    : { fr: 'Dossier à échéance aujourd’hui', en: 'Case due today' }[locale];
