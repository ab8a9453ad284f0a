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
import { hostsIn } from '../../src/domain/auto-replies/links.ts';

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
    heading: 'Re: Dossier\nMarie',
    intent: 'question',
    allowedHosts: ['atelier.example'],
    ownAddresses: new Set(['accueil@atelier.example']),
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
    ['the same number in another form', says('Le dossier complet coûte 1250 € en trois fois.', 1)],
    [
      'opening hours of a passage',
      says('Notre atelier est ouvert du lundi au vendredi, de 9h à 18h.', 2),
    ],
    [
      'an address at a host of the company',
      says('Écrivez à secretariat@atelier.example ou appelez le 01 23 45 67 89.', 2),
    ],
    [
      'a link to the company',
      says(
        'Les inscriptions sont ouvertes du 2 au 30 septembre sur https://www.atelier.example/inscriptions.',
        1,
      ),
    ],
    [
      'a denial of a passage',
      says('Les acomptes ne sont pas remboursés après le début de la formation.', 3),
    ],
    [
      'two passages',
      says('Le dossier complet coûte 1250 €. L’atelier est ouvert du lundi au vendredi.', 1, 2),
    ],
  ])('%s', (_, segments) => {
    expect(gate(segments)).toEqual([]);
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

  test.each(['reclamation', 'urgence', 'spam', null])('a message with the intent %s', (intent) => {
    expect(gate(says('Le dossier complet coûte 1250 €.', 1), { intent })).toContain('intent');
  });
});

test('a host is found however it is written', () => {
  expect(hostsIn('Voir https://a.example:8080/x?y, puis b.example. Et HTTP://C.EXAMPLE !')).toEqual(
    ['a.example', 'c.example', 'b.example'],
  );
  expect(hostsIn('Bonjour M. Dupont, à 14h30, soit 12.5 kg. Merci.')).toEqual([]);
});
