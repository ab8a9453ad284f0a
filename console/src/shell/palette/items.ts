import type { ReactNode } from 'react';
import { byRank, rankOf, RANKS, type Rank } from './rank.ts';

/** What the palette lists. */
export interface PaletteItem {
  /** Unique in the palette, and the same each time the item is found. */
  id: string;
  title: string;
  subtitle?: string;
  icon: ReactNode;
  /** At the end of the line: a status, a time, the keys of its shortcut. */
  aside?: ReactNode;
  /** Words that it is found by although they are not shown. */
  more?: readonly string[];
  run: () => void;
}

export interface PaletteGroup {
  label: string;
  items: readonly PaletteItem[];
}

export interface RankedItem extends PaletteItem {
  rank: Rank;
}

interface RankedGroup {
  label: string;
  items: readonly RankedItem[];
}

const GROUP_LENGTH_MAX = 8;

/** The items with these words, best first. */
export const ranked = ({ label, items }: PaletteGroup, text: string): RankedGroup => ({
  label,
  items: byRank(
    items.flatMap((item) => {
      const { title, subtitle, more = [] } = item;
      const names = subtitle === undefined ? [] : [subtitle];
      const rank = rankOf({ title, more: [...names, ...more] }, text);
      return rank === undefined ? [] : [{ ...item, rank }];
    }),
  ).slice(0, GROUP_LENGTH_MAX),
});

/** Groups with the best first item come first; of the same rank, in the order given. */
export const inOrder = (groups: readonly RankedGroup[]): PaletteGroup[] => {
  const best = ({ items }: RankedGroup): number => RANKS.indexOf(items[0]?.rank ?? 'elsewhere');
  return filled(groups).toSorted((one, other) => best(one) - best(other));
};

export const filled = <G extends PaletteGroup>(groups: readonly G[]): G[] =>
  groups.filter(({ items }) => items.length > 0);
