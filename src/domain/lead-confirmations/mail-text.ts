import type { Locale } from '../companies/shapes.ts';
import { escapeHtml, oneLine } from '../shared/html.ts';

/**
 * The text of the mail that asks to confirm an e-mail address, in the language of the form. It holds
 * nothing that the visitor wrote: anybody can type the address of another person and a text for them.
 */

interface ConfirmationMailInput {
  locale: Locale;
  companyName: string;
  formName: string;
  url: string;
  expiresAt: Date;
}

interface MailText {
  subject: string;
  text: string;
  html: string;
}

interface Words {
  subject: (company: string) => string;
  greeting: string;
  request: (company: string, form: string) => string;
  button: string;
  expiry: (date: string) => string;
  ignore: string;
}

const WORDS: Record<Locale, Words> = {
  fr: {
    subject: (company) => `Confirmez votre adresse e-mail – ${company}`,
    greeting: 'Bonjour,',
    request: (company, form) =>
      `Cette adresse a été donnée dans le formulaire « ${form} » de ${company}. Pour la confirmer, ouvrez cette page et appuyez sur son bouton :`,
    button: 'Confirmer mon adresse',
    expiry: (date) => `Ce lien sert une seule fois, jusqu’au ${date}.`,
    ignore: 'Si vous n’avez rien demandé, ne faites rien.',
  },
  en: {
    subject: (company) => `Confirm your e-mail address – ${company}`,
    greeting: 'Hello,',
    request: (company, form) =>
      `This address was given in the form “${form}” of ${company}. To confirm it, open this page and press its button:`,
    button: 'Confirm my address',
    expiry: (date) => `This link works once, until ${date}.`,
    ignore: 'If you did not ask for anything, do nothing.',
  },
};

export const confirmationMailText = (input: ConfirmationMailInput): MailText => {
  const words = WORDS[input.locale];
  const date = new Intl.DateTimeFormat(input.locale === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(input.expiresAt);
  const request = words.request(oneLine(input.companyName), oneLine(input.formName));
  const expiry = words.expiry(date);
  return {
    subject: words.subject(oneLine(input.companyName)),
    text: [words.greeting, request, input.url, expiry, words.ignore, ''].join('\n\n'),
    html: [
      '<!doctype html>',
      `<html lang="${input.locale}"><body style="font-family: sans-serif; line-height: 1.5">`,
      `<p>${escapeHtml(words.greeting)}</p>`,
      `<p>${escapeHtml(request)}</p>`,
      `<p><a href="${escapeHtml(input.url)}">${escapeHtml(words.button)}</a></p>`,
      `<p>${escapeHtml(expiry)}<br>${escapeHtml(words.ignore)}</p>`,
      '</body></html>',
      '',
    ].join('\n'),
  };
};
