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
  const place = list.rows.findIndex(({ id }) => id === openId);
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
    move: (step: 1 | -1): void =>
      open(place === -1 ? (step === 1 ? list.rows[0] : undefined) : list.rows[place + step]),
    close,
    /** After a decision that ended the open one. */
    goOn: (): void => {
      const others = list.rows.filter(({ id }) => id !== openId);
      const next = (place === -1 ? undefined : list.rows[place + 1]) ?? others.at(-1);
      setNextId(next?.id);
      if (next === undefined) close();
      else open(next);
    },
  };
};

export type Queue = ReturnType<typeof useQueue>;
