/**
 * Orders pages and commands by the rule of the search of the api (src/domain/search/rank.ts), so that one
 * list can hold both. A test compares the two.
 */

export const RANKS = ['exact', 'prefix', 'word', 'elsewhere'] as const;
export type Rank = (typeof RANKS)[number];

export interface Searchable {
  title: string;
  names?: readonly string[];
  more?: readonly string[];
}

/** Out: undefined if the words are not in it. */
export const rankOf = (
  { title, names = [], more = [] }: Searchable,
  text: string,
): Rank | undefined => {
  const wanted = normalise(text);
  if (wanted === '') return undefined;
  const named = [title, ...names].map(normalise);
  if (named.includes(wanted)) return 'exact';
  if (named.some((name) => name.startsWith(wanted))) return 'prefix';
  if (hasWords(normalise(title), wanted)) return 'word';
  return hasWords([...named, ...more.map(normalise)].join(' '), wanted) ? 'elsewhere' : undefined;
};

const hasWords = (text: string, wanted: string): boolean => {
  const words = text.split(' ');
  return wanted.split(' ').every((start) => words.some((word) => word.startsWith(start)));
};

const normalise = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Best first; of the same rank, in the order given. */
export const byRank = <T extends { rank: Rank }>(items: readonly T[]): T[] =>
  items.toSorted((one, other) => RANKS.indexOf(one.rank) - RANKS.indexOf(other.rank));
