import { describe, expect, test } from 'vitest';
import { createFormat } from '../../console/src/i18n/format.ts';

/** Goal: a relative time or a duration is not ambiguous. Method: the format of the console, a fixed instant. */

const NOW_MS = Date.parse('2026-03-10T12:00:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const french = createFormat('fr');
const relative = (differenceMs: number): string =>
  french.relative(new Date(NOW_MS + differenceMs), NOW_MS).replace(/\s/g, ' ');

describe('a relative time', () => {
  test.each([
    [0, 'maintenant'],
    [-59.7 * SECOND, 'il y a 1 min'],
    [24 * HOUR - 3 * SECOND, 'dans 24 h'],
    [-47 * HOUR, 'il y a 47 h'],
    [-2 * DAY, 'il y a 2 jours'],
    [30 * DAY, 'dans 30 jours'],
    [90 * DAY - MINUTE, 'dans 3 mois'],
    [365 * DAY, 'dans 12 mois'],
    [3 * 365 * DAY, 'dans 3 ans'],
  ])('of %d ms is rounded to the nearest: %s', (differenceMs, text) => {
    expect(relative(differenceMs)).toBe(text);
  });
});

describe('a duration', () => {
  test.each([
    [0, '0 s'],
    [340, '340 ms'],
    [1240, '1,2 s'],
    [HOUR - SECOND, '1 h'],
    [24 * HOUR, '24 h'],
    [3 * HOUR + 20 * MINUTE, '3 h 20 min'],
    [3 * DAY - MINUTE, '3 j'],
    [50 * HOUR, '2 j 2 h'],
  ])('of %d ms is %s', (durationMs, text) => {
    expect(french.duration(durationMs)).toBe(text);
  });
});

test('English dates have the day before the month, and times no 12-hour clock', () => {
  const english = createFormat('en');
  const instant = new Date(2026, 2, 9, 15, 4);
  expect(english.date(instant)).toBe('9 Mar 2026');
  expect(english.hour(instant)).toBe('15:04');
  expect(english.relative(new Date(NOW_MS - 3 * MINUTE), NOW_MS)).toBe('3 min ago');
});
