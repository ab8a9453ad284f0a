import type { Locale } from '../companies/shapes.ts';
import { dayName } from '../shared/day-name.ts';
import { oneLine } from '../shared/html.ts';
import { layOutMail, type MailedNotification, type MailPart } from './mail-layout.ts';

/** The daily digest of a user: what is due, then what they have not read, in the user's language. */

interface DigestInput {
  locale: Locale;
  personName: string;
  companyName: string;
  /** `2026-12-01` */
  day: string;
  /** At most `DUE_COUNT_MAX` of each; the counts are of all. */
  due: Record<'cases' | 'tasks', { items: readonly MailedNotification[]; count: number }>;
  /** By kind. At most `MAILED_COUNT_MAX` of all. */
  groups: readonly { heading: string; items: readonly MailedNotification[] }[];
  /** How many notifications there are, with those that are not shown. */
  count: number;
  todoUrl: string;
  preferencesUrl: string;
}

/** The rest is in the console. */
export const DUE_COUNT_MAX = 10;

const WORDS = {
  fr: {
    subject: (day: string, company: string) => `Votre résumé du ${day} · ${company}`,
    greeting: (name: string) => `Bonjour ${name},`,
    intro: (company: string) => `Voici où vous en êtes dans ${company} :`,
    cases: 'Dossiers à échéance',
    tasks: 'Tâches à faire',
    moreCases: (count: number) =>
      count === 1 ? 'et un autre dossier' : `et ${count} autres dossiers`,
    moreTasks: (count: number) =>
      count === 1 ? 'et une autre tâche' : `et ${count} autres tâches`,
    more: (count: number) =>
      count === 1 ? 'et une autre notification' : `et ${count} autres notifications`,
    todo: 'Voir ce qui reste à traiter',
    preferences: 'Choisir ce que je reçois par e-mail, et à quelle heure',
  },
  en: {
    subject: (day: string, company: string) => `Your digest of ${day} · ${company}`,
    greeting: (name: string) => `Hello ${name},`,
    intro: (company: string) => `This is where you are in ${company}:`,
    cases: 'Cases that are due',
    tasks: 'Tasks to do',
    moreCases: (count: number) => (count === 1 ? 'and one more case' : `and ${count} more cases`),
    moreTasks: (count: number) => (count === 1 ? 'and one more task' : `and ${count} more tasks`),
    more: (count: number) =>
      count === 1 ? 'and one more notification' : `and ${count} more notifications`,
    todo: 'See what is left to do',
    preferences: 'Choose what I get by e-mail, and at what time',
  },
} as const satisfies Record<Locale, object>;

/** What of a case or a task tells when it is due. */
export const dueWords = (locale: Locale, { dueOn, day }: { dueOn: string; day: string }): string =>
  dueOn < day
    ? {
        fr: `en retard depuis le ${dayName('fr', dueOn)}`,
        en: `overdue since ${dayName('en', dueOn)}`,
      }[locale]
    : { fr: 'aujourd’hui', en: 'today' }[locale];

export const digestText = (input: DigestInput): { subject: string; text: string; html: string } => {
  const words = WORDS[input.locale];
  const company = oneLine(input.companyName);
  const { cases, tasks } = input.due;
  const restCount = input.count - input.groups.reduce((sum, { items }) => sum + items.length, 0);
  const groups: MailPart[] = input.groups.map((group, index) => ({
    ...group,
    rest: index === input.groups.length - 1 && restCount > 0 ? words.more(restCount) : undefined,
  }));
  return {
    subject: words.subject(dayName(input.locale, input.day), company),
    ...layOutMail({
      locale: input.locale,
      greeting: words.greeting(oneLine(input.personName)),
      intro: words.intro(company),
      parts: [
        ...duePart(words.cases, cases, words.moreCases),
        ...duePart(words.tasks, tasks, words.moreTasks),
        ...groups,
      ],
      links: [
        { label: words.todo, url: input.todoUrl },
        { label: words.preferences, url: input.preferencesUrl },
      ],
    }),
  };
};

const duePart = (
  heading: string,
  { items, count }: DigestInput['due']['cases'],
  more: (count: number) => string,
): MailPart[] => {
  const restCount = count - items.length;
  if (items.length === 0) return [];
  return [{ heading, items, rest: restCount > 0 ? more(restCount) : undefined }];
};
