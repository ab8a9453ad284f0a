import type { Locale } from '../companies/shapes.ts';
import { escapeHtml, oneLine } from '../shared/html.ts';

/** The mail that lists the notifications of a user, in the user's language. */

export interface MailedNotification {
  titre: string;
  message: string;
  /** The page of the console that it is about. */
  url: string;
}

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
  const shown = input.notifications.map(({ titre, message, url }) => ({
    titre: oneLine(titre),
    message: oneLine(message),
    url,
  }));
  const restCount = input.count - shown.length;
  const rest = restCount === 0 ? [] : [words.more(restCount)];
  const greeting = words.greeting(oneLine(input.personName));
  const [only] = shown;
  return {
    subject:
      input.count === 1 && only !== undefined
        ? `${only.titre} · ${company}`
        : words.subject(input.count, company),
    text: [
      greeting,
      words.intro(company),
      ...shown.map(({ titre, message, url }) =>
        [`- ${titre}`, ...(message === '' ? [] : [`  ${message}`]), `  ${url}`].join('\n'),
      ),
      ...rest,
      `${words.todo}\n${input.todoUrl}`,
      `${words.preferences}\n${input.preferencesUrl}`,
      '',
    ].join('\n\n'),
    html: [
      '<!doctype html>',
      `<html lang="${input.locale}"><body style="font-family: sans-serif; line-height: 1.5">`,
      `<p>${escapeHtml(greeting)}</p>`,
      `<p>${escapeHtml(words.intro(company))}</p>`,
      '<ul>',
      ...shown.map(
        ({ titre, message, url }) =>
          `<li><a href="${escapeHtml(url)}">${escapeHtml(titre)}</a>${message === '' ? '' : `<br>${escapeHtml(message)}`}</li>`,
      ),
      '</ul>',
      ...rest.map((line) => `<p>${escapeHtml(line)}</p>`),
      `<p><a href="${escapeHtml(input.todoUrl)}">${escapeHtml(words.todo)}</a></p>`,
      `<p><a href="${escapeHtml(input.preferencesUrl)}">${escapeHtml(words.preferences)}</a></p>`,
      '</body></html>',
      '',
    ].join('\n'),
  };
};
