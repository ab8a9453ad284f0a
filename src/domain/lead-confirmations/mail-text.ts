import type { Locale } from '../companies/shapes.ts';
import { linkMailText } from '../mailed-links/mail-text.ts';
import { oneLine } from '../shared/html.ts';

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

interface Words {
  subject: (company: string) => string;
  greeting: string;
  request: (company: string, form: string) => string;
  button: string;
  ignore: string;
}

const WORDS: Record<Locale, Words> = {
  fr: {
    subject: (company) => `Confirmez votre adresse e-mail – ${company}`,
    greeting: 'Bonjour,',
    request: (company, form) =>
      `Cette adresse a été donnée dans le formulaire « ${form} » de ${company}. Pour la confirmer, ouvrez cette page et appuyez sur son bouton :`,
    button: 'Confirmer mon adresse',
    ignore: 'Si vous n’avez rien demandé, ne faites rien.',
  },
  en: {
    subject: (company) => `Confirm your e-mail address – ${company}`,
    greeting: 'Hello,',
    request: (company, form) =>
      `This address was given in the form “${form}” of ${company}. To confirm it, open this page and press its button:`,
    button: 'Confirm my address',
    ignore: 'If you did not ask for anything, do nothing.',
  },
};

export const confirmationMailText = (input: ConfirmationMailInput) => {
  const words = WORDS[input.locale];
  const company = oneLine(input.companyName);
  return linkMailText({
    locale: input.locale,
    subject: words.subject(company),
    greeting: words.greeting,
    request: words.request(company, oneLine(input.formName)),
    url: input.url,
    button: words.button,
    expiresAt: input.expiresAt,
    ignore: words.ignore,
  });
};
