import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { usePages } from '../../../parts/list/pages.ts';
import { autoRepliesSource, type AutoReply } from '../query.ts';
import type { AutoRepliesSearch } from '../search.ts';

/** The list of drafts, which one is open, and which one comes next. */

export const useQueue = (search: AutoRepliesSearch, openId: string | undefined) => {
  const navigate = useNavigate();
  const { query, list } = usePages(autoRepliesSource(search));
  const [moves, setMoves] = useState(0);
  /** The one that opened by itself: after the decision about another. */
  const [nextId, setNextId] = useState<string>();
  const neighbour = useNeighbour(list.rows, openId);
  const others = list.rows.filter(({ id }) => id !== openId);
  const open = (row: AutoReply | undefined): void => {
    if (row === undefined) return;
    setMoves((count) => count + 1);
    void navigate({ to: '/auto-replies/$id', params: { id: row.id }, search });
  };
  const close = (): void => void navigate({ to: '/auto-replies', search });
  return {
    query,
    list,
    openId,
    moves,
    isNext: openId !== undefined && openId === nextId,
    hasOthers: others.length > 0,
    move: (step: 1 | -1): void => open(neighbour(step)),
    close,
    /** Away from one that has ended: to the next one, else to the last one. */
    goOn: (): void => {
      const after = neighbour(1) ?? others.at(-1);
      setNextId(after?.id);
      if (after === undefined) close();
      else open(after);
    },
  };
};

export type Queue = ReturnType<typeof useQueue>;

/** The row after or before the open one. It may have left the list: somebody else decided about it. */
const useNeighbour = (rows: readonly AutoReply[], openId: string | undefined) => {
  const place = rows.findIndex(({ id }) => id === openId);
  const [known, setKnown] = useState({ id: openId, place });
  if (place !== -1 && (known.id !== openId || known.place !== place)) {
    setKnown({ id: openId, place });
  }
  return (step: 1 | -1): AutoReply | undefined => {
    if (place !== -1) return rows[place + step];
    const isLeft = openId !== undefined && known.id === openId && known.place !== -1;
    // What came after it is in its place.
    if (isLeft) return rows[step === 1 ? known.place : known.place - 1];
    return step === 1 ? rows[0] : undefined;
  };
};
