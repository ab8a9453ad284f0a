import { expect, test } from 'vitest';
import { humanise } from '../../console/src/i18n/humanise.ts';

/** Goal: a code that no catalogue knows is shown in words, and a text is shown unchanged. */

test.each([
  ['DOSSIER_EN_ATTENTE', 'Dossier en attente'],
  ['CNI_VERSO', 'CNI verso'],
  ['RIB', 'RIB'],
  ['HAUTE', 'Haute'],
  ['RELANCE_1', 'Relance 1'],
  ['relance_email', 'Relance email'],
  ['admin.candidats.detail', 'Admin candidats detail'],
  ['dateEntretien', 'Date entretien'],
  ['numeroSMS', 'Numero SMS'],
])('the code %s reads %s', (code, words) => {
  expect(humanise(code)).toBe(words);
});

test.each(['Sertissage', 'Salon de l’orientation', 'DUMI15091992', '2026-09-01', 'B', '', '42'])(
  'the text %j stays as it is',
  (text) => {
    expect(humanise(text)).toBe(text);
  },
);
