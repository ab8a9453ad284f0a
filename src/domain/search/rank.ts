/**
 * The one rule that orders what a search finds, whatever it is. The console orders its pages and commands
 * by the same rule (console/src/shell/palette/rank.ts; a test compares the two).
 *
 * - `exact`: the title, the reference, the id or the e-mail address is the text.
 * - `prefix`: one of them begins with the text.
 * - `word`: each word of the text begins a word of the title.
 * - `elsewhere`: the words are in other data of the record.
 *
 * Of the same rank, the first results of each source come first, then the second ones, and so on.
 */
export const SEARCH_RANKS = ['exact', 'prefix', 'word', 'elsewhere'] as const;
export type SearchRank = (typeof SEARCH_RANKS)[number];

export interface Searchable {
  title: string;
  /** What names it besides its title: a reference, an address. */
  names?: readonly string[];
  /** Other words that it is found by. */
  more?: readonly string[];
}

/** Out: undefined if the words are not in it. */
export const rankOf = (
  { title, names = [], more = [] }: Searchable,
  text: string,
): SearchRank | undefined => {
  const wanted = normalise(text);
  if (wanted === '') return undefined;
  const named = [title, ...names].map(normalise);
  if (named.includes(wanted)) return 'exact';
  if (named.some((name) => name.startsWith(wanted))) return 'prefix';
  if (hasWords(normalise(title), wanted)) return 'word';
  return hasWords([...named, ...more.map(normalise)].join(' '), wanted) ? 'elsewhere' : undefined;
};

/** True if each wanted word begins a word of the text. Both are normalised. */
export const hasWords = (text: string, wanted: string): boolean => {
  const words = text.split(' ');
  return wanted.split(' ').every((start) => words.some((word) => word.startsWith(start)));
};

/** Lower case, without accents and signs. In SQL: `search_words`. */
export const normalise = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

export interface Ranked {
  rank: SearchRank;
}

/** In: what each source found, best first. Out: all of it, best first, at most `limit`. */
export const mergeRanked = <H extends Ranked>(
  sources: readonly (readonly H[])[],
  limit: number,
): H[] =>
  sources
    .flatMap((hits) => placed(hits))
    .toSorted(
      (one, other) =>
        SEARCH_RANKS.indexOf(one.hit.rank) - SEARCH_RANKS.indexOf(other.hit.rank) ||
        one.place - other.place,
    )
    .slice(0, limit)
    .map(({ hit }) => hit);

/** The place of each among those of its source and rank. */
const placed = <H extends Ranked>(hits: readonly H[]): { hit: H; place: number }[] =>
  hits.map((hit, index) => ({
    hit,
    place: hits.slice(0, index).filter(({ rank }) => rank === hit.rank).length,
  }));

/** Best first; of the same rank, in the order given. */
export const byRank = <H extends Ranked>(hits: readonly H[]): H[] =>
  hits.toSorted((one, other) => SEARCH_RANKS.indexOf(one.rank) - SEARCH_RANKS.indexOf(other.rank));
