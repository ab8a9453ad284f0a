import type { Settings } from '../settings/shapes.ts';
import { clockOf, DAY_MS, minutesOf } from '../shared/local-clock.ts';

/** How long something took within the business hours of a company. */

export type BusinessHours = Settings['inbox']['business_hours'];

/** About ten years. What takes longer is counted up to there. */
const DAY_COUNT_MAX = 3_660;

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

/** 1 is Monday (ISO 8601). `day`: midnight of its date in UTC. */
const weekdayOf = (day: number): number => new Date(day).getUTCDay() || 7;
