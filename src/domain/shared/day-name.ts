import type { Locale } from '../companies/shapes.ts';

/** `1er décembre 2026`, `December 1, 2026`. In: `2026-12-01`. */
export const dayName = (locale: Locale, day: string): string => {
  const name = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'long' }).format(
    new Date(day),
  );
  return locale === 'fr' ? name.replace(/^1 /, '1er ') : name;
};
