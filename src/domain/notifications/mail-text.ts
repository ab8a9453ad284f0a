import type { Locale } from '../companies/shapes.ts';
import { oneLine } from '../shared/html.ts';
import { layOutMail, type MailedNotification } from './mail-layout.ts';

/** The mail that lists the notifications of a user, in the user's language. */

interface MailInput {
  locale: Locale;
  personName: string;
  companyName: string;
  /** The newest, newest first: at most `MAILED_COUNT_MAX`. */
  notifications: readonly MailedNotification[];
  /** How many there are, with those that are not shown. */
  count: number;
  todoUrl: string;
  preferencesUrl: string;
}

/** A longer mail is not read. The rest is in the console. */
export const MAILED_COUNT_MAX = 20;

const WORDS = {
  fr: {
    subject: (count: number, company: string) => `${count} notifications · ${company}`,
    greeting: (name: string) => `Bonjour ${name},`,
    intro: (company: string) => `Voici ce qui s’est passé dans ${company} :`,
    more: (count: number) =>
      count === 1 ? 'et une autre notification' : `et ${count} autres notifications`,
    todo: 'Voir ce qui reste à traiter',
    preferences: 'Choisir ce que je reçois par e-mail',
  },
  en: {
    subject: (count: number, company: string) => `${count} notifications · ${company}`,
    greeting: (name: string) => `Hello ${name},`,
    intro: (company: string) => `This happened in ${company}:`,
    more: (count: number) =>
      count === 1 ? 'and one more notification' : `and ${count} more notifications`,
    todo: 'See what is left to do',
    preferences: 'Choose what I get by e-mail',
  },
} as const satisfies Record<Locale, object>;

export const notificationMailText = (
  input: MailInput,
): { subject: string; text: string; html: string } => {
  const words = WORDS[input.locale];
  const company = oneLine(input.companyName);
  const shown = input.notifications;
  const restCount = input.count - shown.length;
  const [only] = shown;
  return {
    subject:
      input.count === 1 && only !== undefined
        ? `${oneLine(only.titre)} · ${company}`
        : words.subject(input.count, company),
    ...layOutMail({
      locale: input.locale,
      greeting: words.greeting(oneLine(input.personName)),
      intro: words.intro(company),
      parts: [{ items: shown, rest: restCount === 0 ? undefined : words.more(restCount) }],
      links: [
        { label: words.todo, url: input.todoUrl },
        { label: words.preferences, url: input.preferencesUrl },
      ],
    }),
  };
};
