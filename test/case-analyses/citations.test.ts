/**
 * Goal: no law, decision or address that nobody retrieved is shown as a fact. Method: the pure rules, over the forms in
 * which French and English writers cite, and over texts that must stay as they are.
 */
import { describe, expect, test } from 'vitest';
import { knownTexts, withoutUnverified } from '../../src/domain/case-analyses/citations.ts';

const checked = (text: string, ...known: string[]) =>
  withoutUnverified(text, knownTexts(known), 'fr');
const MARK = '[référence non vérifiée]';

test.each([
  'l’article 815-3 du Code civil',
  'art. L. 123-1 du Code de commerce',
  'Articles 12 et 13 de la loi',
  'la loi n° 2004-575 du 21 juin 2004',
  'le décret exécutif n° 15-234',
  'un arrêté du 3 mai 2020',
  'Cass. civ. 1re, 12 janvier 2020, n° 18-12.345',
  'CJUE C-131/12',
  'le règlement (UE) 2016/679',
  'n° 18-12.345',
  '§ 12',
  'https://exemple.fr/loi',
  'www.exemple.fr/loi',
  'Article 5 of the Companies Act',
])('takes out %s when no source has it', (citation) => {
  const { text, found } = checked(`Selon ${citation}, il faut agir.`);
  expect(found.length).toBeGreaterThan(0);
  expect(text).toContain(MARK);
  for (const one of found) expect(text).not.toContain(one);
});

test.each([
  ['l’article 815-3 du Code civil', 'Aux termes de l’Article 815-3 du code civil, les biens…'],
  ['art. L. 123-1', 'Article L123-1'],
  ['la loi n° 2004-575 du 21 juin 2004', 'Loi n° 2004-575 du 21 juin 2004 pour la confiance'],
  ['https://exemple.fr/loi', 'Voir https://exemple.fr/loi'],
])('keeps %s when a source has it', (citation, source) => {
  expect(checked(`Selon ${citation}.`, source)).toEqual({ text: `Selon ${citation}.`, found: [] });
});

test.each([
  'Le dossier DOS-2026-0001 compte 12 pièces.',
  'Rappeler Mme Dumitru au 06 12 34 56 78 le 12 janvier 2026.',
  'Le loyer de 1 250 € est dû le 5 du mois.',
  'La partie adverse a 3 enfants.',
  'Le client a reçu 2 courriers en 2025.',
])('leaves %s as it is', (text) => {
  expect(checked(text)).toEqual({ text, found: [] });
});

describe('a hostile text', () => {
  test.each([
    ['articles', 'article '.repeat(20_000)],
    ['digits', `article 1${'1'.repeat(50_000)}`],
    ['laws', 'loi du '.repeat(20_000)],
    ['courts', 'cass. '.repeat(20_000)],
    ['addresses', 'https://'.repeat(20_000)],
  ])('of many %s ends', (_, text) => {
    expect(checked(text).text.length).toBeGreaterThan(0);
  });
});
