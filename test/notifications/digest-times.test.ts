/**
 * Goal: a digest is due once a day at the time that its user reads on a clock, also when clocks change. Method: the
 * pure rule, with the time zones that are known to be difficult.
 */
import { expect, test } from 'vitest';
import { dayName } from '../../src/domain/shared/day-name.ts';
import { nextDaily } from '../../src/domain/shared/local-clock.ts';

const next = (now: string, time: string, timeZone: string, lastOn: string | null = null): string =>
  nextDaily({ now: new Date(now), time, timeZone, lastOn }).toISOString();

test('before its time it is due today, after it tomorrow', () => {
  expect(next('2026-12-01T06:59:00Z', '08:00', 'Europe/Paris')).toBe('2026-12-01T07:00:00.000Z');
  expect(next('2026-12-01T07:00:00Z', '08:00', 'Europe/Paris')).toBe('2026-12-02T07:00:00.000Z');
  expect(next('2026-12-01T06:59:00Z', '08:00', 'Africa/Algiers')).toBe('2026-12-01T07:00:00.000Z');
});

test('08:00 stays 08:00 when clocks go forward and back', () => {
  expect(next('2027-03-27T12:00:00Z', '08:00', 'Europe/Paris')).toBe('2027-03-28T06:00:00.000Z');
  expect(next('2026-10-24T12:00:00Z', '08:00', 'Europe/Paris')).toBe('2026-10-25T07:00:00.000Z');
});

test('a time that the clocks skip is an hour later, on both sides of Greenwich and at midnight', () => {
  expect(next('2027-03-27T12:00:00Z', '02:30', 'Europe/Paris')).toBe('2027-03-28T01:30:00.000Z');
  expect(next('2027-03-13T12:00:00Z', '02:30', 'America/New_York')).toBe(
    '2027-03-14T07:30:00.000Z',
  );
  expect(next('2027-03-13T12:00:00Z', '00:30', 'America/Havana')).toBe('2027-03-14T05:30:00.000Z');
});

test('a time that the clocks show twice is the first of them, and once', () => {
  const first = '2026-10-25T00:30:00.000Z';
  expect(next('2026-10-24T12:00:00Z', '02:30', 'Europe/Paris')).toBe(first);
  expect(next(first, '02:30', 'Europe/Paris', '2026-10-25')).toBe('2026-10-26T01:30:00.000Z');
});

test('a day that has had its digest has no other one, even by the clocks of another zone', () => {
  expect(next('2026-12-01T09:00:00Z', '18:00', 'Europe/Paris', '2026-12-01')).toBe(
    '2026-12-02T17:00:00.000Z',
  );
  expect(next('2026-12-01T20:00:00Z', '08:00', 'Pacific/Honolulu', '2026-12-02')).toBe(
    '2026-12-03T18:00:00.000Z',
  );
});

test('a day is named as people say it', () => {
  expect(dayName('fr', '2026-12-01')).toBe('1er décembre 2026');
  expect(dayName('fr', '2026-12-11')).toBe('11 décembre 2026');
  expect(dayName('en', '2026-12-01')).toBe('December 1, 2026');
});
