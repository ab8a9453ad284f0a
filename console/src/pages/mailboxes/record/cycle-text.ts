import { useFormat, useMessages } from '../../../i18n/index.tsx';
import type { Cycle } from '../types.ts';

const COUNTED = [
  'new',
  'duplicate',
  'newsletter',
  'filtered',
  'own_copy',
  'pending',
  'quarantined',
] as const;

/** What became of the messages of a cycle: `3 nouveaux et 2 doublons`; empty if it found none. */
export const useCountsText = (): ((cycle: Cycle) => string) => {
  const { mailbox: words } = useMessages();
  const format = useFormat();
  return (cycle) =>
    format.list(
      COUNTED.filter((outcome) => cycle[`${outcome}_count`] > 0).map((outcome) =>
        words.counted[outcome](cycle[`${outcome}_count`]),
      ),
    );
};

/** The days of a backfill: `1 janv. 2026 – 28 févr. 2026`. */
export const useRangeText = (): ((cycle: Cycle) => string) => {
  const format = useFormat();
  return ({ from, to }) =>
    from === null || to === null
      ? ''
      : `${format.date(from)} – ${format.date(new Date(Date.parse(to) - 1))}`;
};
