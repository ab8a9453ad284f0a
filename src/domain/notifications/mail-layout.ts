import type { Locale } from '../companies/shapes.ts';
import { escapeHtml, oneLine } from '../shared/html.ts';

/** How mails of notifications look: lists of links, with or without headings, and links at the end. */

export interface MailedNotification {
  titre: string;
  message: string;
  /** The page of the console that it is about. */
  url: string;
}

export interface MailPart {
  heading?: string;
  items: readonly MailedNotification[];
  /** What follows the list: that there is more. */
  rest?: string | undefined;
}

interface MailLayout {
  locale: Locale;
  greeting: string;
  intro: string;
  parts: readonly MailPart[];
  links: readonly { label: string; url: string }[];
}

export const layOutMail = (layout: MailLayout): { text: string; html: string } => {
  const { locale, greeting, intro, links } = layout;
  const parts = layout.parts.map(({ items, ...part }) => ({
    ...part,
    items: items.map(({ titre, message, url }) => ({
      titre: oneLine(titre),
      message: oneLine(message),
      url,
    })),
  }));
  return {
    text: [
      greeting,
      intro,
      ...parts.flatMap(textOf),
      ...links.map(({ label, url }) => `${label}\n${url}`),
      '',
    ].join('\n\n'),
    html: [
      '<!doctype html>',
      `<html lang="${locale}"><body style="font-family: sans-serif; line-height: 1.5">`,
      `<p>${escapeHtml(greeting)}</p>`,
      `<p>${escapeHtml(intro)}</p>`,
      ...parts.flatMap(htmlOf),
      ...links.map(
        ({ label, url }) => `<p><a href="${escapeHtml(url)}">${escapeHtml(label)}</a></p>`,
      ),
      '</body></html>',
      '',
    ].join('\n'),
  };
};

const textOf = ({ heading, items, rest }: MailPart): string[] => [
  ...(heading === undefined ? [] : [`${heading}\n${'-'.repeat(heading.length)}`]),
  ...items.map(({ titre, message, url }) =>
    [`- ${titre}`, ...(message === '' ? [] : [`  ${message}`]), `  ${url}`].join('\n'),
  ),
  ...(rest === undefined ? [] : [rest]),
];

const htmlOf = ({ heading, items, rest }: MailPart): string[] => [
  ...(heading === undefined
    ? []
    : [`<h2 style="font-size: 1.1em; margin: 1.5em 0 0">${escapeHtml(heading)}</h2>`]),
  '<ul>',
  ...items.map(
    ({ titre, message, url }) =>
      `<li><a href="${escapeHtml(url)}">${escapeHtml(titre)}</a>${message === '' ? '' : `<br>${escapeHtml(message)}`}</li>`,
  ),
  '</ul>',
  ...(rest === undefined ? [] : [`<p>${escapeHtml(rest)}</p>`]),
];
