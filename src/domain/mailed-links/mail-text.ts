import type { Locale } from '../companies/shapes.ts';
import { escapeHtml } from '../shared/html.ts';

/** The text of a mail with one link. */

interface LinkMail {
  locale: Locale;
  /** The caller makes one line of each name in the texts. */
  subject: string;
  greeting: string;
  /** Why the mail comes, and what the link is for. */
  request: string;
  url: string;
  button: string;
  expiresAt: Date;
  /** What to do if it was not expected. */
  ignore: string;
}

const EXPIRY: Record<Locale, (date: string) => string> = {
  fr: (date) => `Ce lien sert une seule fois, jusqu’au ${date}.`,
  en: (date) => `This link works once, until ${date}.`,
};

export const linkMailText = ({
  locale,
  subject,
  greeting,
  request,
  url,
  button,
  expiresAt,
  ignore,
}: LinkMail): { subject: string; text: string; html: string } => {
  const date = new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(expiresAt);
  const expiry = EXPIRY[locale](date);
  return {
    subject,
    text: [greeting, request, url, expiry, ignore, ''].join('\n\n'),
    html: [
      '<!doctype html>',
      `<html lang="${locale}"><body style="font-family: sans-serif; line-height: 1.5">`,
      `<p>${escapeHtml(greeting)}</p>`,
      `<p>${escapeHtml(request)}</p>`,
      `<p><a href="${escapeHtml(url)}">${escapeHtml(button)}</a></p>`,
      `<p>${escapeHtml(expiry)}<br>${escapeHtml(ignore)}</p>`,
      '</body></html>',
      '',
    ].join('\n'),
  };
};
