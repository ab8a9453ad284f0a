/**
 * French typography: a line never breaks before ; : ? ! », nor after «. The words are written with plain
 * spaces, which are easier to type and to read in code.
 */

const spaced = (text: string): string =>
  text
    .replaceAll(/ (?=[;?!])/g, '\u202f')
    .replaceAll(/ (?=[:»])/g, '\u00a0')
    .replaceAll('« ', '«\u00a0');

/** Changes the texts of a catalogue in place, and what its functions return. */
export const withFrenchSpaces = <T extends object>(words: T): T => {
  for (const key of Object.keys(words)) {
    const value: unknown = Reflect.get(words, key);
    if (typeof value === 'string') Reflect.set(words, key, spaced(value));
    else if (typeof value === 'function') {
      Reflect.set(words, key, (...input: unknown[]) => {
        const text: unknown = Reflect.apply(value, undefined, input);
        return typeof text === 'string' ? spaced(text) : text;
      });
    } else if (typeof value === 'object' && value !== null) withFrenchSpaces(value);
  }
  return words;
};
