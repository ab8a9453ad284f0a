/**
 * Whether the plain part of a mail says what its HTML part shows, and nothing else. A sender can write into the plain
 * part what no reader of the HTML sees; search and AI must read what people read.
 */
export const isPlainShown = (plain: string, shown: string): boolean =>
  wordsOf(plain) === wordsOf(shown);

const wordsOf = (text: string): string =>
  (
    text
      .toLowerCase()
      .normalize('NFKC')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(' ');
