import type { Locale } from '../companies/shapes.ts';

/** The text of an invitation mail, in the language of the invited user. */

interface InvitationMailInput {
  locale: Locale;
  personName: string;
  companyName: string;
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
  greeting: (name: string) => string;
  invitation: (company: string) => string;
  button: string;
  expiry: (date: string) => string;
  ignore: string;
}

const WORDS: Record<Locale, Words> = {
  fr: {
    subject: (company) => `Votre accès à ${company}`,
    greeting: (name) => `Bonjour ${name},`,
    invitation: (company) =>
      `Vous êtes invité(e) à rejoindre ${company}. Choisissez votre mot de passe à cette adresse :`,
    button: 'Choisir mon mot de passe',
    expiry: (date) => `Ce lien sert une seule fois, jusqu’au ${date}.`,
    ignore: 'Si vous n’attendiez pas ce message, ne faites rien.',
  },
  en: {
    subject: (company) => `Your access to ${company}`,
    greeting: (name) => `Hello ${name},`,
    invitation: (company) =>
      `You are invited to join ${company}. Choose your password at this address:`,
    button: 'Choose my password',
    expiry: (date) => `This link works once, until ${date}.`,
    ignore: 'If you did not expect this message, do nothing.',
  },
};

export const invitationMailText = (input: InvitationMailInput): MailText => {
  const words = WORDS[input.locale];
  const date = new Intl.DateTimeFormat(input.locale === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(input.expiresAt);
  const greeting = words.greeting(oneLine(input.personName));
  const invitation = words.invitation(oneLine(input.companyName));
  const expiry = words.expiry(date);
  return {
    subject: words.subject(oneLine(input.companyName)),
    text: [greeting, invitation, input.url, expiry, words.ignore, ''].join('\n\n'),
    html: [
      '<!doctype html>',
      `<html lang="${input.locale}"><body style="font-family: sans-serif; line-height: 1.5">`,
      `<p>${escapeHtml(greeting)}</p>`,
      `<p>${escapeHtml(invitation)}</p>`,
      `<p><a href="${escapeHtml(input.url)}">${escapeHtml(words.button)}</a></p>`,
      `<p>${escapeHtml(expiry)}<br>${escapeHtml(words.ignore)}</p>`,
      '</body></html>',
      '',
    ].join('\n'),
  };
};

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
