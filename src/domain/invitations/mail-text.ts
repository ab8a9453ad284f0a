import type { Locale } from '../companies/shapes.ts';
import { linkMailText } from '../mailed-links/mail-text.ts';
import { oneLine } from '../shared/html.ts';
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

interface Words {
  subject: (company: string) => string;
  greeting: (name: string) => string;
  invitation: (company: string, inviter: string | null, role: Role) => string;
  button: string;
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
    ignore: 'Si vous n’attendiez pas ce message, ne faites rien.',
  },
  en: {
    subject: (company) => `Your access to ${company}`,
    greeting: (name) => `Hello ${name},`,
    invitation: (company, inviter, role) =>
      `${inviter === null ? 'You are invited' : `${inviter} invites you`} to join ${company} as ${ROLES.en[role]}. Choose your password at this address:`,
    button: 'Choose my password',
    ignore: 'If you did not expect this message, do nothing.',
  },
};

export const invitationMailText = (input: InvitationMailInput) => {
  const words = WORDS[input.locale];
  const company = oneLine(input.companyName);
  const inviter = input.inviterName === null ? null : oneLine(input.inviterName);
  return linkMailText({
    locale: input.locale,
    subject: words.subject(company),
    greeting: words.greeting(oneLine(input.personName)),
    request: words.invitation(company, inviter, input.role),
    url: input.url,
    button: words.button,
    expiresAt: input.expiresAt,
    ignore: words.ignore,
  });
};
