import type { Locale } from '../companies/shapes.ts';
import { escapeHtml, oneLine } from '../shared/html.ts';
import type { Role } from '../shared/permissions.ts';

/** The text of an invitation mail, in the language of the invited user. */

interface InvitationMailInput {
  locale: Locale;
  personName: string;
  companyName: string;
  /** Null: by the operator who set the company up. */
  inviterName: string | null;
  role: Role;
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
  invitation: (company: string, inviter: string | null, role: Role) => string;
  button: string;
  expiry: (date: string) => string;
  ignore: string;
}

const ROLES: Record<Locale, Record<Role, string>> = {
  fr: {
    agent: 'agent',
    supervisor: 'superviseur',
    owner: 'propriétaire',
    super_admin: 'super-administrateur',
  },
  en: {
    agent: 'an agent',
    supervisor: 'a supervisor',
    owner: 'an owner',
    super_admin: 'a super administrator',
  },
};

const WORDS: Record<Locale, Words> = {
  fr: {
    subject: (company) => `Votre accès à ${company}`,
    greeting: (name) => `Bonjour ${name},`,
    invitation: (company, inviter, role) =>
      `${inviter === null ? 'Vous êtes invité(e)' : `${inviter} vous invite`} à rejoindre ${company} comme ${ROLES.fr[role]}. Choisissez votre mot de passe à cette adresse :`,
    button: 'Choisir mon mot de passe',
    expiry: (date) => `Ce lien sert une seule fois, jusqu’au ${date}.`,
    ignore: 'Si vous n’attendiez pas ce message, ne faites rien.',
  },
  en: {
    subject: (company) => `Your access to ${company}`,
    greeting: (name) => `Hello ${name},`,
    invitation: (company, inviter, role) =>
      `${inviter === null ? 'You are invited' : `${inviter} invites you`} to join ${company} as ${ROLES.en[role]}. Choose your password at this address:`,
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
  const invitation = words.invitation(
    oneLine(input.companyName),
    input.inviterName === null ? null : oneLine(input.inviterName),
    input.role,
  );
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
