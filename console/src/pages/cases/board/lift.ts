import { useEffect, useState, type KeyboardEvent } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import type { Case, CaseStatus } from '../query.ts';

/** Cards by keyboard: Space lifts one, the arrows choose a column, Space drops it there, Escape puts it back. */

interface Lifted {
  row: Case;
  /** The column where it would be dropped. */
  to: CaseStatus;
}

export const useLift = (
  statuses: readonly CaseStatus[],
  move: (row: Case, to: CaseStatus) => void,
) => {
  const { cases: words } = useMessages();
  const [lifted, setLifted] = useState<Lifted | null>(null);
  const [announcement, setAnnouncement] = useState('');
  const focus = useFocusCard();
  const cancel = (): void => {
    if (lifted === null) return;
    setLifted(null);
    setAnnouncement(words.putBack(lifted.row.reference));
  };
  const choose = (now: Lifted, step: 1 | -1): void => {
    const to = nextOf(statuses, now, step);
    if (to === undefined) return;
    setLifted({ ...now, to });
    setAnnouncement(words.over(words.statuses[to]));
  };
  const drop = ({ row, to }: Lifted): void => {
    setLifted(null);
    if (to === row.status) return setAnnouncement(words.putBack(row.reference));
    setAnnouncement('');
    focus(row.id);
    move(row, to);
  };
  return {
    row: lifted?.row ?? null,
    target: lifted === null ? null : lifted.to,
    announcement,
    cancel,
    onKey: (row: Case, event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (lifted === null) {
        if (event.key !== ' ') return;
        event.preventDefault();
        setLifted({ row, to: row.status });
        setAnnouncement(words.lifted(row.reference));
        return;
      }
      const keys: Readonly<Record<string, () => void>> = {
        ' ': () => drop(lifted),
        Enter: () => drop(lifted),
        Escape: cancel,
        ArrowRight: () => choose(lifted, 1),
        ArrowLeft: () => choose(lifted, -1),
      };
      const run = keys[event.key];
      if (run === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      run();
    },
  };
};

/** The next column in this direction that takes the card, or its own. */
const nextOf = (
  statuses: readonly CaseStatus[],
  { row, to }: Lifted,
  step: 1 | -1,
): CaseStatus | undefined => {
  const open = statuses.filter(
    (status) => status === row.status || row.allowed_statuses.includes(status),
  );
  return open[open.indexOf(to) + step];
};

/** A card that is drawn in another column takes the focus again. */
const useFocusCard = (): ((id: number) => void) => {
  const [id, setId] = useState<number | null>(null);
  useEffect(() => {
    if (id === null) return;
    const card = document.querySelector<HTMLElement>(`[data-case="${id}"]`);
    card?.focus();
    setId(null);
  }, [id]);
  return setId;
};
