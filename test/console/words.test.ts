import { describe, expect, test } from 'vitest';
import { en } from '../../console/src/i18n/en.ts';
import { fr } from '../../console/src/i18n/fr.ts';

/** Goal: two choices side by side never read alike. Method: the catalogues of the console. */

describe('the words of a bulk retry', () => {
  test.each([
    ['French', fr],
    ['English', en],
  ])('tell its four filters apart in %s', (_, { actions, statuses }) => {
    const words = [actions.viewToHandle, statuses.failed, statuses.expired, statuses.cancelled];
    expect(new Set(words).size).toBe(words.length);
  });
});
