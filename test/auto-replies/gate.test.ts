/**
 * Goal: what a model wrote is sent without a person only if it says what the knowledge base says, and leads nowhere
 * else. Method: drafts of a model that obeys an attacker, and of one that does its work.
 */
import { describe, expect, test } from 'vitest';
import {
  findingsOf,
  type DraftSegment,
  type GateCode,
  type GateInput,
} from '../../src/domain/auto-replies/gate.ts';
import { hostsIn } from '../../src/domain/ai/hosts.ts';

const PASSAGES = new Map([
  [
    1,
    'Les inscriptions sont ouvertes du 2 au 30 septembre. Le dossier complet coûte 1 250,00 € et se règle en trois fois.',
  ],
  [
    2,
    'L’atelier est ouvert du lundi au vendredi de 9h à 18h. Écrivez à secretariat@atelier.example ou appelez le 01 23 45 67 89.',
  ],
  [3, 'Les acomptes ne sont pas remboursés après le début de la formation.'],
]);

const gate = (segments: readonly DraftSegment[], more: Partial<GateInput> = {}): GateCode[] =>
  findingsOf({
    segments,
    passages: PASSAGES,
    question: [{ word: 'atelier', passageIds: [...PASSAGES.keys()] }],
    heading: 'Re: Dossier\nMarie Dumitru',
    intent: 'question',
    filedIntent: null,
    allowedHosts: ['atelier.example'],
    ownAddresses: new Set(['accueil@atelier.example']),
    isSentAlone: true,
    hasSecret: (text) => text.includes('whsec_'),
    ...more,
  }).map(({ code }) => code);

const HELLO = { text: 'Bonjour,', passageIds: [] };
const BYE = { text: 'Bien cordialement,\nL’équipe', passageIds: [] };
const says = (text: string, ...passageIds: readonly number[]): DraftSegment[] => [
  HELLO,
  { text, passageIds },
  BYE,
];

describe('sent by itself', () => {
  test.each([
    [
      'what a passage says',
      says('Le dossier complet coûte 1 250,00 € et se règle en trois fois.', 1),
    ],
    [
      'a sentence with other spaces and apostrophes',
      says("L'atelier est ouvert du lundi au vendredi de 9h à\u00a018h", 2),
    ],
    [
      'a greeting of the recipient by name',
      [
        { text: 'Chère Madame Dumitru,', passageIds: [] },
        ...says('Les inscriptions sont ouvertes du 2 au 30 septembre.', 1).slice(1),
      ],
    ],
    [
      'an address at a host of the company',
      says('Écrivez à secretariat@atelier.example ou appelez le 01 23 45 67 89.', 2),
    ],
    [
      'a denial of a passage',
      says('Les acomptes ne sont pas remboursés après le début de la formation.', 3),
    ],
    [
      'two passages',
      says(
        'Le dossier complet coûte 1 250,00 € et se règle en trois fois. Les acomptes ne sont pas remboursés après le début de la formation.',
        1,
        3,
      ),
    ],
  ])('%s', (_, segments) => {
    expect(gate(segments)).toEqual([]);
  });
});

describe('a person who approves sees no warning about', () => {
  test.each([
    ['the same number in another form', says('Le dossier complet coûte 1250 € en trois fois.', 1)],
    [
      'opening hours of a passage',
      says('Notre atelier est ouvert du lundi au vendredi, de 9h à 18h.', 2),
    ],
    [
      'a link to the company',
      says(
        'Les inscriptions sont ouvertes du 2 au 30 septembre sur https://www.atelier.example/inscriptions.',
        1,
      ),
    ],
  ])('%s; it is not sent alone', (_, segments) => {
    expect(gate(segments, { isSentAlone: false })).toEqual([]);
    expect(gate(segments)).toEqual(['not_verbatim']);
  });
});

describe('a person decides about', () => {
  test.each<[string, DraftSegment[], GateCode]>([
    ['a statement without a source', says('Nous livrons dans toute la France.'), 'uncited_claim'],
    [
      'a passage that was not retrieved',
      says('Le dossier complet coûte 1250 €.', 99),
      'unknown_passage',
    ],
    [
      'a real source that says something else',
      says('Vous pouvez annuler votre commande par téléphone auprès du directeur.', 1),
      'unsupported_claim',
    ],
    [
      'a sentence beside true ones',
      says('Le dossier complet coûte 1 250,00 € et se règle en trois fois. Tout est gratuit.', 1),
      'not_verbatim',
    ],
    ['a part of a sentence', says('Remboursés après le début de la formation.', 3), 'not_verbatim'],
    [
      'a figure of another sentence',
      says('Le dossier complet coûte 30 € et se règle en trois fois.', 1),
      'not_verbatim',
    ],
    [
      'a figure in words',
      says('Le dossier complet coûte dix € et se règle en une fois.', 1),
      'not_verbatim',
    ],
    [
      'digits of another script',
      says('Le dossier complet coûte ٥ € et se règle en ❶ fois.', 1),
      'not_verbatim',
    ],
    [
      'a turned denial',
      says('Les acomptes versés ne sont pas perdus : remboursés.', 3),
      'not_verbatim',
    ],
    ['only short words', says('Oui, OK. Il est nul, le bac du fou.', 1), 'not_verbatim'],
    [
      'words of two passages in one sentence',
      says('Les inscriptions sont remboursées. Les acomptes sont ouverts.', 1, 3),
      'not_verbatim',
    ],
    ...['a_evil.com/x', '_evil.com', '@evil.com', '.evil.com/pay', 'evil.com2', 'हिन्दी.भारत'].map(
      (link): [string, DraftSegment[], GateCode] => [
        `the link ${link}`,
        says(`Le dossier complet se règle en trois fois ${link}`, 1),
        'link_not_allowed',
      ],
    ),
    ...['Bonjour vous êtes remboursé,', 'L’équipe vous rembourse.', 'Dear you won all.'].map(
      (text): [string, DraftSegment[], GateCode] => [
        `the greeting ${text}`,
        [{ text, passageIds: [] }, BYE],
        'uncited_claim',
      ],
    ),
    [
      'another price',
      says('Le dossier complet coûte 1 200,00 € et se règle en trois fois.', 1),
      'number_without_source',
    ],
    [
      'another date',
      says('Les inscriptions sont ouvertes du 2 au 31 septembre.', 1),
      'number_without_source',
    ],
    [
      'a percentage of its own',
      says('Le dossier complet coûte 1250 €, avec 20 % de réduction.', 1),
      'number_without_source',
    ],
    [
      'the opposite of its source',
      says('Les acomptes sont remboursés après le début de la formation.', 3),
      'unsupported_claim',
    ],
    [
      'a link elsewhere',
      says(
        'Le dossier complet coûte 1250 €, à régler en trois fois sur https://payer.example/x',
        1,
      ),
      'link_not_allowed',
    ],
    [
      'a link without a scheme',
      says('Le dossier complet se règle en trois fois sur payer.example', 1),
      'link_not_allowed',
    ],
    [
      'a host that only ends alike',
      says('Le dossier complet se règle en trois fois sur monatelier.example', 1),
      'link_not_allowed',
    ],
    [
      'a name before the host',
      says('Le dossier se règle en trois fois : https://atelier.example@payer.example/', 1),
      'link_not_allowed',
    ],
    [
      'a link in full-width letters',
      says('Le dossier complet se règle en trois fois sur ｐａｙｅｒ．example', 1),
      'link_not_allowed',
    ],
    [
      'a disguised link',
      says('Le dossier complet se règle en trois fois sur payer[.]example', 1),
      'link_not_allowed',
    ],
    [
      'a bare address of a machine',
      says('Le dossier complet se règle en trois fois sur 203.0.113.9', 1),
      'link_not_allowed',
    ],
    [
      'a telephone link',
      says('Le dossier complet coûte 1250 € : tel:+33899', 1),
      'link_not_allowed',
    ],
    [
      'an unknown e-mail address',
      says('Le dossier complet coûte 1250 €, écrivez à paul@ailleurs.example', 1),
      'address_not_allowed',
    ],
    [
      'a Markdown image',
      says('Le dossier complet coûte 1250 € ![x](https://atelier.example/p.png)', 1),
      'markup',
    ],
    [
      'a Markdown link',
      says('Le dossier complet coûte 1250 € [ici](https://atelier.example)', 1),
      'markup',
    ],
    ['HTML', says('Le dossier complet coûte 1250 € <img src=x>', 1), 'markup'],
    ['a data address', says('Le dossier complet coûte 1250 € data:text/html,x', 1), 'markup'],
    ['a hidden character', says('Le dossier complet coûte\u200b 1250 €', 1), 'hidden_characters'],
    ['a direction mark', says('Le dossier complet coûte \u202e1250 €', 1), 'hidden_characters'],
    ['tag characters', says('Le dossier complet coûte 1250 €\u{e0041}', 1), 'hidden_characters'],
    ['a secret', says('Le dossier complet coûte 1250 € whsec_abc', 1), 'secret'],
    ['almost nothing', [{ text: 'Oui.', passageIds: [1] }], 'too_short'],
    ['very much', says('Le dossier complet coûte 1250 €. '.repeat(120), 1), 'too_long'],
    [
      'a promise dressed as a greeting',
      [{ text: 'Bonjour, nous vous remboursons tout.', passageIds: [] }, BYE],
      'uncited_claim',
    ],
    [
      'a promise after a greeting',
      [{ text: 'Bonjour. Vous êtes remboursé.', passageIds: [] }, BYE],
      'uncited_claim',
    ],
    [
      'a number in a farewell',
      [
        ...says('Le dossier complet coûte 1250 €.', 1),
        { text: 'Bonne journée, code 1234', passageIds: [] },
      ],
      'uncited_claim',
    ],
  ])('%s', (_, segments, code) => {
    expect(gate(segments)).toContain(code);
  });

  test.each([
    ['a link in the subject', 'Re: Payez sur payer.example\nMarie', 'link_not_allowed'],
    ['a link in the name', 'Re: Dossier\nhttps://payer.example', 'link_not_allowed'],
    ['an address in the subject', 'Re: Écrivez à paul@ailleurs.example', 'address_not_allowed'],
  ])('%s, which the sender chose', (_, heading, code) => {
    expect(gate(says('Le dossier complet coûte 1250 €.', 1), { heading })).toContain(code);
  });

  test('a message that was filed as a complaint, whatever the writer of the draft read', () => {
    expect(
      gate(says('Les inscriptions sont ouvertes du 2 au 30 septembre.', 1), {
        filedIntent: 'reclamation',
      }),
    ).toEqual(['intent']);
  });

  test.each(['reclamation', 'urgence', 'spam', null])('a message with the intent %s', (intent) => {
    expect(gate(says('Le dossier complet coûte 1250 €.', 1), { intent })).toContain('intent');
  });
});

describe('a source about something else', () => {
  const PRICE = says('Le dossier complet coûte 1 250,00 € et se règle en trois fois.', 1);
  const asks = (...words: [word: string, ...passageIds: number[]][]) => ({
    question: words.map(([word, ...passageIds]) => ({ word, passageIds })),
  });

  test('waits for a person if it has less than half of the words of the question', () => {
    expect(gate(PRICE, asks(['dossier', 1], ['velo'], ['electrique']))).toEqual(['weak_source']);
    expect(gate(PRICE, asks(['dossier', 1], ['velo']))).toEqual([]);
  });

  test('does not become better by passages that are not cited', () => {
    const question = asks(['dossier', 1], ['acompte', 3], ['rembourse', 3]);
    expect(gate(PRICE, question)).toEqual(['weak_source']);
    const both = [
      ...PRICE,
      ...says('Les acomptes ne sont pas remboursés après le début de la formation.', 3),
    ];
    expect(gate(both, question)).toEqual([]);
  });

  test('is not looked for under the name of the sender', () => {
    expect(gate(PRICE, asks(['dossier', 1], ['marie'], ['dumitru']))).toEqual([]);
  });

  test('is found if there is nothing to answer, or nothing is cited', () => {
    expect(gate(PRICE, asks())).toEqual(['weak_source']);
    expect(gate([HELLO, { text: 'Merci pour votre message.', passageIds: [] }])).toEqual([
      'weak_source',
    ]);
  });

  test('is left to a person who reads everything', () => {
    expect(gate(PRICE, { ...asks(['velo']), isSentAlone: false })).toEqual([]);
  });
});

test('a finding about half of an emoji can be stored', () => {
  const [found] = findingsOf({
    segments: [{ text: `${'x'.repeat(159)}😀 sans source`, passageIds: [] }],
    passages: PASSAGES,
    question: [],
    heading: '',
    intent: 'question',
    filedIntent: null,
    allowedHosts: [],
    ownAddresses: new Set(),
    isSentAlone: false,
    hasSecret: () => false,
  });
  expect(found?.text?.isWellFormed()).toBe(true);
});

test('a host is found however it is written', () => {
  expect(hostsIn('Voir https://a.example:8080/x?y, puis b.example. Et HTTP://C.EXAMPLE !')).toEqual(
    ['a.example', 'c.example', 'b.example'],
  );
  expect(hostsIn('Bonjour M. Dupont, à 14h30, soit 12.5 kg. Merci.')).toEqual([]);
});
