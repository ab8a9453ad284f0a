/**
 * Whether the plain part of a mail says what its HTML part shows. A sender can write into the plain part what no reader
 * of the HTML sees; search and AI must read what people read.
 */

const LINES_READ_MAX = 20_000;
/** A line of fewer words says too little to compare. */
const WORD_COUNT_MIN = 3;
const SHARE_SHOWN_MIN = 0.5;

/** In: both texts, tidy. False if a line of the plain text is not in the other. */
export const isPlainShown = (plain: string, shown: string): boolean => {
  const pairs = new Set<string>();
  addPairs(pairs, wordsOf(shown));
  return plain.split('\n', LINES_READ_MAX).every((line) => {
    const words = wordsOf(withoutMarkup(line));
    if (words.length < WORD_COUNT_MIN) return true;
    const own = new Set<string>();
    addPairs(own, words);
    const shownCount = [...own].filter((pair) => pairs.has(pair)).length;
    return shownCount >= own.size * SHARE_SHOWN_MIN;
  });
};

const addPairs = (pairs: Set<string>, words: readonly string[]): void => {
  for (let index = 1; index < words.length; index += 1)
    pairs.add(`${words[index - 1]} ${words[index]}`);
};

/** Links and images, which HTML shows otherwise. */
const withoutMarkup = (line: string): string =>
  line
    .replace(/<?(?:https?:\/\/|mailto:)\S{1,4000}/gi, ' ')
    .replace(/\[(?:image|cid)\s?:[^\]]{0,300}\]/gi, ' ');

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .normalize('NFKC')
    .match(/[\p{L}\p{N}]+/gu) ?? [];
