import type { Locale } from './locale.ts';

/** Dates, numbers and durations in the words of a language. */

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNITS: readonly [unit: Intl.RelativeTimeFormatUnit, sizeMs: number][] = [
  ['year', 365 * DAY_MS],
  ['month', 30 * DAY_MS],
  ['week', 7 * DAY_MS],
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
  ['second', SECOND_MS],
];

export interface Format {
  number: (value: number) => string;
  percent: (ratio: number) => string;
  date: (instant: string | Date) => string;
  dayShort: (instant: string | Date) => string;
  hour: (instant: string | Date) => string;
  /** To the second, with the time zone: what is shown on hover. */
  exact: (instant: string | Date) => string;
  relative: (instant: string | Date, nowMs: number) => string;
  /** `340 ms`, `1,2 s`, `3 h 20 min`. */
  duration: (durationMs: number) => string;
  list: (items: readonly string[]) => string;
}

const toDate = (instant: string | Date): Date =>
  instant instanceof Date ? instant : new Date(instant);

export const createFormat = (locale: Locale): Format => {
  const number = new Intl.NumberFormat(locale);
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
  const dayShort = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  return {
    number: (value) => number.format(value),
    percent: (ratio) => percent.format(ratio),
    date: (instant) => date.format(toDate(instant)),
    dayShort: (instant) => dayShort.format(toDate(instant)),
    hour: (instant) => hour.format(toDate(instant)),
    exact: (instant) => exact.format(toDate(instant)),
    relative: (instant, nowMs) => formatRelative(relative, toDate(instant).getTime() - nowMs),
    duration: (durationMs) => formatDuration(decimal, locale === 'fr' ? 'j' : 'd', durationMs),
    list: (items) => list.format(items),
  };
};

const formatRelative = (format: Intl.RelativeTimeFormat, differenceMs: number): string => {
  const magnitudeMs = Math.abs(differenceMs);
  const [unit, sizeMs] = UNITS.find(([, sizeMs]) => magnitudeMs >= sizeMs) ?? ['second', SECOND_MS];
  const count = Math.trunc(differenceMs / sizeMs);
  return format.format(Object.is(count, -0) ? 0 : count, unit);
};

const formatDuration = (
  decimal: Intl.NumberFormat,
  dayUnit: string,
  durationMs: number,
): string => {
  if (durationMs < SECOND_MS) return `${Math.round(durationMs)} ms`;
  if (durationMs < MINUTE_MS) return `${decimal.format(durationMs / SECOND_MS)} s`;
  const days = Math.floor(durationMs / DAY_MS);
  const hours = Math.floor((durationMs % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((durationMs % HOUR_MS) / MINUTE_MS);
  const parts = [
    days > 0 ? `${days} ${dayUnit}` : '',
    hours > 0 ? `${hours} h` : '',
    minutes > 0 && days === 0 ? `${minutes} min` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
};
