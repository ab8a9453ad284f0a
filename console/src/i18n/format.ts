import type { Locale } from './locale.ts';

/** Formats dates, numbers and durations in a language. */

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365.25 * DAY_MS;

/** The largest count shown in each unit. Hours go up to 48, so that 24 hours are not "tomorrow". */
const UNITS: readonly [unit: Intl.RelativeTimeFormatUnit, sizeMs: number, countBelow: number][] = [
  ['second', SECOND_MS, 60],
  ['minute', MINUTE_MS, 60],
  ['hour', HOUR_MS, 48],
  ['day', DAY_MS, 45],
  ['month', YEAR_MS / 12, 18],
  ['year', YEAR_MS, Infinity],
];

export interface Format {
  number: (value: number) => string;
  percent: (ratio: number) => string;
  date: (instant: string | Date) => string;
  dayShort: (instant: string | Date) => string;
  /** `novembre 2026`. */
  month: (instant: string | Date) => string;
  hour: (instant: string | Date) => string;
  /** To the minute. */
  instant: (instant: string | Date) => string;
  /** To the second, with the time zone. Shown on hover. */
  exact: (instant: string | Date) => string;
  relative: (instant: string | Date, nowMs: number) => string;
  /** `340 ms`, `1,2 s`, `3 h 20 min`. */
  duration: (durationMs: number) => string;
  list: (items: readonly string[]) => string;
}

/** English as it is written where French is spoken next door: day before month, 24 hours. */
const TAGS: Readonly<Record<Locale, string>> = { fr: 'fr-FR', en: 'en-GB' };

const toDate = (instant: string | Date): Date =>
  instant instanceof Date ? instant : new Date(instant);

export const createFormat = (locale: Locale): Format => {
  const tag = TAGS[locale];
  const number = new Intl.NumberFormat(tag);
  const decimal = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 });
  const date = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', year: 'numeric' });
  const dayShort = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short' });
  const month = new Intl.DateTimeFormat(tag, { month: 'long', year: 'numeric' });
  const hour = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit' });
  const instant = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'short' });
  const exact = new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'long' });
  const relative = createRelative(tag);
  const list = new Intl.ListFormat(tag, { type: 'conjunction' });
  return {
    number: (value) => number.format(value),
    percent: (ratio) => percent.format(ratio),
    date: (instant) => date.format(toDate(instant)),
    dayShort: (instant) => dayShort.format(toDate(instant)),
    month: (instant) => month.format(toDate(instant)),
    hour: (instant) => hour.format(toDate(instant)),
    instant: (at) => instant.format(toDate(at)),
    exact: (instant) => exact.format(toDate(instant)),
    relative: (instant, nowMs) => relative(toDate(instant).getTime() - nowMs),
    duration: (durationMs) => formatDuration(decimal, locale === 'fr' ? 'j' : 'd', durationMs),
    list: (items) => list.format(items),
  };
};

/**
 * `il y a 3 min`. Days and longer units are written in full: short forms such as `2 m.` are
 * unclear.
 */
const createRelative = (tag: string): ((differenceMs: number) => string) => {
  const now = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const short = new Intl.RelativeTimeFormat(tag, { style: 'short' });
  const full = new Intl.RelativeTimeFormat(tag);
  return (differenceMs) => {
    for (const [unit, sizeMs, countBelow] of UNITS) {
      const count = Math.round(differenceMs / sizeMs);
      if (count === 0) return now.format(0, 'second');
      if (Math.abs(count) < countBelow) {
        return (sizeMs < DAY_MS ? short : full).format(count, unit);
      }
    }
    return '';
  };
};

const formatDuration = (
  decimal: Intl.NumberFormat,
  dayUnit: string,
  durationMs: number,
): string => {
  if (durationMs === 0) return '0 s';
  if (durationMs < SECOND_MS) return `${Math.round(durationMs)} ms`;
  if (durationMs < MINUTE_MS) return `${decimal.format(durationMs / SECOND_MS)} s`;
  // Below two days in hours, because deadlines are given so: `24 h`, `47 h`.
  const hasDays = durationMs >= 2 * DAY_MS;
  const roundedMs = roundTo(durationMs, hasDays ? HOUR_MS : MINUTE_MS);
  const days = hasDays ? Math.floor(roundedMs / DAY_MS) : 0;
  const hours = Math.floor((roundedMs - days * DAY_MS) / HOUR_MS);
  const minutes = (roundedMs % HOUR_MS) / MINUTE_MS;
  const parts = [
    days > 0 ? `${days} ${dayUnit}` : '',
    hours > 0 ? `${hours} h` : '',
    minutes > 0 ? `${minutes} min` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
};

const roundTo = (value: number, step: number): number => Math.round(value / step) * step;
