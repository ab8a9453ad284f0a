import type { Format } from '../../i18n/format.ts';

const STEP = 1024;

/** `340 ko`. `units`: from bytes on, each a thousand times the one before. */
export const sizeText = (format: Format, units: readonly string[], bytes: number): string => {
  let value = bytes;
  let place = 0;
  while (value >= STEP && place < units.length - 1) {
    value /= STEP;
    place += 1;
  }
  const rounded = value < 10 && place > 0 ? Math.round(value * 10) / 10 : Math.round(value);
  return `${format.number(rounded)} ${units[place] ?? ''}`;
};
