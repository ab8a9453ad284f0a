import { html, plain, type MailCase } from './mail.ts';

const quote = '> Bonjour,\n> quand venez-vous ?\n>\n> Marie';

/** Quoted history: what stays shown above the fold. `shown` equal to the whole text: nothing is folded. */
const folded: readonly (readonly [string, string, string])[] = [
  [
    'of a French client',
    `Demain.\n\nLe lun. 30 nov. 2026 à 09:00, Marie Dumitru <marie@example.com> a écrit :\n\n${quote}`,
    'Demain.',
  ],
  [
    'with a no-break space',
    `Demain.\n\nLe 30/11/2026 à 09:00, Marie a écrit\u00a0:\n${quote}`,
    'Demain.',
  ],
  [
    'of a wrapped line',
    `Demain.\n\nLe lun. 30 nov. 2026 à 09:00, Marie Dumitru\n<marie@example.com> a\nécrit :\n\n${quote}`,
    'Demain.',
  ],
  [
    'of an English client',
    `Tomorrow.\n\nOn Mon, Nov 30, 2026 at 9:00 AM Marie <marie@example.com> wrote:\n\n${quote}`,
    'Tomorrow.',
  ],
  ['without a date, before a quote', `Demain.\n\nMarie Dumitru a écrit :\n${quote}`, 'Demain.'],
  ['of a German client', `Morgen.\n\nAm 30.11.2026 um 09:00 schrieb Marie:\n${quote}`, 'Morgen.'],
  [
    'of French Outlook',
    `Demain.\n\nDe : Marie Dumitru <marie@example.com>\nEnvoyé : lundi 30 novembre 2026 09:00\nÀ : accueil@abj.example\nObjet : Devis\n\nBonjour`,
    'Demain.',
  ],
  [
    'of English Outlook',
    `Tomorrow.\n\nFrom: Marie <marie@example.com>\nSent: Monday, November 30, 2026 9:00 AM\nTo: a@b.example\nSubject: Devis\n\nHello`,
    'Tomorrow.',
  ],
  [
    'of Outlook with a divider',
    `Demain.\n\n________________________________\nDe : Marie\nEnvoyé : lundi\nÀ : a@b.example\nObjet : Devis\n\nBonjour`,
    'Demain.',
  ],
  ['of an old Outlook', `Demain.\n\n-----Message d'origine-----\nDe : Marie\nBonjour`, 'Demain.'],
  [
    'of an old Outlook in English',
    `Tomorrow.\n\n-----Original Message-----\nFrom: Marie\nHello`,
    'Tomorrow.',
  ],
  ['of bare quote marks', `Demain.\n\n${quote}`, 'Demain.'],
  ['with a signature below', `Demain.\n\n${quote}\n\n-- \nAna`, 'Demain.'],
];

const shown: readonly (readonly [string, string])[] = [
  ['an answer below the quote', `Le 30/11/2026 à 09:00, Marie a écrit :\n${quote}\n\nDemain.`],
  [
    'answers between quotes',
    `Bonjour,\n\nLe 30/11/2026 à 09:00, Marie a écrit :\n> quand ?\nDemain.\n> où ?\nIci.`,
  ],
  ['a sentence about writing', 'Le client a écrit :\nil viendra demain à 9 h.'],
  ['a forwarded mail', 'Pour info.\n\n---------- Forwarded message ---------\nDe : Marie\nBonjour'],
  ['a letter head', 'De : la direction\nnous vous informons que le bureau ferme.'],
  ['only a quote', quote],
];

export const quoteCases: MailCase[] = [
  ...folded.map(([what, body, above]): MailCase => ({
    name: `the history ${what} is folded`,
    raw: plain(body),
    expected: { shown: above },
  })),
  ...shown.map(([what, body]): MailCase => ({
    name: `${what} is not folded`,
    raw: plain(body),
    expected: { quoteOffset: null },
  })),
  {
    name: 'the history that Gmail marks is folded in any language',
    raw: html(
      '<div>Demain.</div><div class="gmail_quote gmail_quote_container"><div>30 listopada Marie napisała:</div><blockquote>Bonjour</blockquote></div>',
    ),
    expected: { shown: 'Demain.' },
  },
  {
    name: 'the history below the mark of Outlook is folded',
    raw: html(
      '<p>Demain.</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Od:</b> Marie</div><div>Bonjour</div>',
    ),
    expected: { shown: 'Demain.' },
  },
  {
    name: 'answers between the quotes of Gmail are not folded',
    raw: html(
      '<div class="gmail_quote"><div>30 listopada Marie napisała:</div><blockquote>Bonjour</blockquote></div><p>Demain.</p>',
    ),
    expected: { quoteOffset: null },
  },
  {
    name: 'a mail that Gmail forwards is not folded',
    raw: html(
      '<div>Pour info</div><div class="gmail_quote"><div>---------- Forwarded message ---------<br>De : Marie</div>Bonjour</div>',
    ),
    expected: { quoteOffset: null },
  },
];
