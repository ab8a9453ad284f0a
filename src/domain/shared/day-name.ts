import type { Locale } from '../companies/shapes.ts';

/** `1 décembre 2026`. In: `2026-12-01`. */
export const dayName = (locale: Locale, day: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'long' }).format(new Date(day));
