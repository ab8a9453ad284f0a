/** Goal: time within business hours is counted by the clocks of the company. Method: the pure function. */
import { expect, test } from 'vitest';
import { businessSeconds, elapsedSeconds } from '../../src/domain/conversations/business-hours.ts';

const PARIS = { time_zone: 'Europe/Paris', days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };
const HOUR = 3600;

const between = (start: string, end: string, hours = PARIS): number =>
  businessSeconds(new Date(start), new Date(end), hours) / HOUR;

test('within a day only what is between opening and closing counts', () => {
  // Monday, 30 November 2026; Paris is one hour ahead of UTC.
  expect(between('2026-11-30T08:30:00Z', '2026-11-30T10:00:00Z')).toBe(1.5);
  expect(between('2026-11-30T04:00:00Z', '2026-11-30T09:00:00Z')).toBe(1);
  expect(between('2026-11-30T16:00:00Z', '2026-11-30T23:00:00Z')).toBe(1);
  expect(between('2026-11-30T18:00:00Z', '2026-11-30T22:00:00Z')).toBe(0);
});

test('a night counts nothing, and a weekend neither', () => {
  expect(between('2026-11-30T16:00:00Z', '2026-12-01T09:00:00Z')).toBe(2);
  // Friday 17:00 to Monday 10:00.
  expect(between('2026-11-27T16:00:00Z', '2026-11-30T09:00:00Z')).toBe(2);
  expect(between('2026-11-28T08:00:00Z', '2026-11-29T20:00:00Z')).toBe(0);
});

test('a week has 45 hours, also when the clocks change in it', () => {
  expect(between('2026-11-23T00:00:00Z', '2026-11-30T00:00:00Z')).toBe(45);
  // The clocks go back on Sunday, 25 October 2026, and forward on Sunday, 28 March 2027.
  expect(between('2026-10-19T08:00:00Z', '2026-10-26T09:00:00Z')).toBe(44 + 1);
  expect(between('2027-03-22T00:00:00Z', '2027-03-29T00:00:00Z')).toBe(45);
});

test('where Sunday is a business day, a day on which the clocks change has its usual hours', () => {
  const always = { ...PARIS, days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59' };
  expect(between('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', always)).toBeCloseTo(25, 1);
  expect(between('2027-03-27T23:00:00Z', '2027-03-28T22:00:00Z', always)).toBeCloseTo(23, 1);
});

test('days and hours of other time zones are theirs', () => {
  const algiers = {
    time_zone: 'Africa/Algiers',
    days: [7, 1, 2, 3, 4],
    from: '08:00',
    to: '16:30',
  };
  // Thursday 15:30 to Sunday 09:00 in Algiers.
  expect(between('2026-11-26T14:30:00Z', '2026-11-29T08:00:00Z', algiers)).toBe(2);
  const auckland = { ...PARIS, time_zone: 'Pacific/Auckland' };
  // Monday 09:00 to 10:00 in Auckland is Sunday in UTC.
  expect(between('2026-11-29T20:00:00Z', '2026-11-29T21:00:00Z', auckland)).toBe(1);
});

test('without business days, or backwards, nothing counts', () => {
  expect(between('2026-11-01T00:00:00Z', '2026-11-30T00:00:00Z', { ...PARIS, days: [] })).toBe(0);
  expect(between('2026-11-30T10:00:00Z', '2026-11-30T09:00:00Z')).toBe(0);
  expect(elapsedSeconds(new Date('2026-11-30T10:00:00Z'), new Date('2026-11-30T09:00:00Z'))).toBe(
    0,
  );
});
