import { z } from '@hono/zod-openapi';
import type { Locale } from '../companies/shapes.ts';
import { LOCALES } from '../companies/shapes.ts';
import { escapeHtml } from '../shared/html.ts';
import { messageHtml, publicPage } from '../shared/public-page.ts';
import { CONFIRMATION_PATH } from './token.ts';

/** The page behind the link of a confirmation mail, whatever the state of its token. */

/** `open`: the button is shown. `unknown`: also for a link that another one replaced. */
export const CONFIRMATION_STATES = ['open', 'confirmed', 'already', 'expired', 'unknown'] as const;
export type ConfirmationState = (typeof CONFIRMATION_STATES)[number];

/** Of an address that a person followed: whatever else came with it is left alone. */
export const ConfirmationQuery = z.looseObject({
  token: z
    .string()
    .optional()
    .openapi({ description: 'Of the link in the mail.', example: `rlc_${'x'.repeat(43)}` }),
});

export const ConfirmationIn = z.object({ token: z.string() }).openapi('LeadConfirmationIn');

export const ConfirmationOut = z
  .object({ status: z.enum(['confirmed', 'already']) })
  .openapi('LeadConfirmation');

interface Words {
  titles: Record<ConfirmationState, string>;
  texts: Record<ConfirmationState, string>;
  button: string;
  tooMany: string;
}

const WORDS: Record<Locale, Words> = {
  fr: {
    titles: {
      open: 'Confirmer votre adresse e-mail',
      confirmed: 'Adresse confirmée',
      already: 'Adresse déjà confirmée',
      expired: 'Ce lien a expiré',
      unknown: 'Ce lien ne fonctionne plus',
    },
    texts: {
      open: 'Appuyez sur le bouton pour confirmer que cette adresse est la vôtre.',
      confirmed: 'Merci ! Vous pouvez fermer cette page.',
      already: 'Cette adresse a déjà été confirmée. Vous n’avez plus rien à faire.',
      expired:
        'Il servait pendant sept jours. Remplissez le formulaire de nouveau pour en recevoir un autre.',
      unknown: 'Il est incomplet ou a été remplacé. Ouvrez le lien du dernier e-mail reçu.',
    },
    button: 'Confirmer mon adresse',
    tooMany: 'Trop d’essais en peu de temps. Réessayez plus tard.',
  },
  en: {
    titles: {
      open: 'Confirm your e-mail address',
      confirmed: 'Address confirmed',
      already: 'Address already confirmed',
      expired: 'This link has expired',
      unknown: 'This link does not work any more',
    },
    texts: {
      open: 'Press the button to confirm that this address is yours.',
      confirmed: 'Thank you! You may close this page.',
      already: 'This address was confirmed before. There is nothing left to do.',
      expired: 'It worked for seven days. Fill in the form again to get another one.',
      unknown: 'It is incomplete or was replaced. Open the link of the last e-mail you got.',
    },
    button: 'Confirm my address',
    tooMany: 'Too many attempts in a short time. Try again later.',
  },
};

interface PageInput {
  state: ConfirmationState | 'too_many';
  /** Null if the token tells no form: then the page speaks each language. */
  locale: Locale | null;
  companyName: string | null;
  token: string;
}

export const confirmationPage = ({ state, locale, companyName, token }: PageInput): string => {
  const locales = locale === null ? LOCALES : [locale];
  const [first] = locales;
  const parts = locales.map((one) => {
    const { titles, texts, tooMany, button } = WORDS[one];
    const body =
      state === 'too_many'
        ? messageHtml(titles.open, [tooMany])
        : messageHtml(titles[state], [texts[state]]);
    return `<section lang="${one}">${body}${state === 'open' ? buttonHtml(button, token) : ''}</section>`;
  });
  const { titles } = WORDS[first ?? 'fr'];
  return publicPage({
    locale: first ?? 'fr',
    title: state === 'too_many' ? titles.open : titles[state],
    body: [
      ...(companyName === null ? [] : [`<p class="company">${escapeHtml(companyName)}</p>`]),
      ...parts,
    ].join('\n'),
  });
};

const buttonHtml = (label: string, token: string): string =>
  [
    `<form method="post" action="${CONFIRMATION_PATH}">`,
    `<input type="hidden" name="token" value="${escapeHtml(token)}">`,
    `<button type="submit">${escapeHtml(label)}</button>`,
    '</form>',
  ].join('');
