import type { Settings } from '../settings/shapes.ts';

/** How long something took within the business hours of a company. */

export type BusinessHours = Settings['inbox']['business_hours'];

/** About ten years. What takes longer is counted up to there. */
const DAY_COUNT_MAX = 3_660;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Seconds between two instants that are within business hours: of each day, from opening to closing by the
 * clocks of the time zone, so a day on which the clocks change counts as every other. Public holidays are
 * business days. 0 if `end` is before `start`.
 */
export const businessSeconds = (start: Date, end: Date, hours: BusinessHours): number => {
  const local = clockOf(hours.time_zone);
  const days = new Set(hours.days);
  let milliseconds = 0;
  let day = local.dayOf(start);
  for (let count = 0; count < DAY_COUNT_MAX; count += 1) {
    const opening = local.instantAt(day, minutesOf(hours.from));
    if (opening >= end.getTime()) break;
    if (days.has(weekdayOf(day))) {
      const closing = local.instantAt(day, minutesOf(hours.to));
      const from = Math.max(opening, start.getTime());
      milliseconds += Math.max(0, Math.min(closing, end.getTime()) - from);
    }
    day += DAY_MS;
  }
  return Math.round(milliseconds / 1000);
};

export const isWithinBusinessHours = (now: Date, hours: BusinessHours): boolean =>
  businessSeconds(now, new Date(now.getTime() + 1_000), hours) > 0;

/** By the wall clock. 0 if `end` is before `start`. */
export const elapsedSeconds = (start: Date, end: Date): number =>
  Math.max(0, Math.round((end.getTime() - start.getTime()) / 1000));

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/** 1 is Monday (ISO 8601). `day`: midnight of its date in UTC. */
const weekdayOf = (day: number): number => new Date(day).getUTCDay() || 7;

/** A day is the midnight of its date in UTC, so that adding 24 hours gives the next one. */
const clockOf = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  /** The instant at which the clocks in UTC show what those of the zone show at `at`. */
  const shownAt = (at: number): number => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    return Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
  };
  const offsetAt = (at: number): number => shownAt(at) - Math.floor(at / 1000) * 1000;
  return {
    dayOf: (at: Date): number => Math.floor(shownAt(at.getTime()) / DAY_MS) * DAY_MS,
    /** Twice: the offset of the guess may be the one before or after a change of the clocks. */
    instantAt: (day: number, minutes: number): number => {
      const wanted = day + minutes * 60_000;
      const guess = wanted - offsetAt(wanted);
      return wanted - offsetAt(guess);
    },
  };
};
