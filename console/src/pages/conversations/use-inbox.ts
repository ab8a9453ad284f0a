import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { usePages } from '../../parts/list/pages.ts';
import { useSelection } from '../../ui/table/use-selection.ts';
import { conversationsSource, type ListItem } from './query.ts';
import type { ConversationsSearch } from './search.ts';

/** The list, which row the keys act on, what is selected, and what is open: for all three panes. */

export const useInbox = (search: ConversationsSearch, openId: number | undefined) => {
  const navigate = useNavigate();
  const { query, list } = usePages(conversationsSource(search));
  const order = useStable(list.rows.map(({ id }) => String(id)));
  const selection = useSelection(order);
  const [cursor, setCursor] = useState<number>();
  const [moved, setMoved] = useState<{ to: number }>();
  const [entering, setEntering] = useState<{ q: string | undefined }>();
  const cursorId = openId ?? cursor;
  const open = (id: number): void =>
    void navigate({ to: '/conversations/$id', params: { id: String(id) }, search });
  const close = (): void => {
    if (openId === undefined) return;
    setCursor(openId);
    setMoved({ to: openId });
    void navigate({ to: '/conversations', search });
  };
  const neighbourOf = (id: number | undefined, step: 1 | -1): ListItem | undefined => {
    const index = list.rows.findIndex((row) => row.id === id);
    if (index === -1) return step === 1 ? list.rows[0] : undefined;
    return list.rows[index + step];
  };
  const moveTo = (row: ListItem | undefined): void => {
    if (row === undefined) return;
    setCursor(row.id);
    setMoved({ to: row.id });
    if (openId !== undefined) open(row.id);
  };
  const moveToFirst = useEffectEvent(() => {
    setEntering(undefined);
    const [first] = list.rows;
    if (first === undefined) return;
    setCursor(first.id);
    setMoved({ to: first.id });
  });
  const isFound = entering !== undefined && entering.q === search.q && !list.isStale;
  useEffect(() => {
    if (isFound) moveToFirst();
  }, [isFound]);
  const { toggle } = selection;
  const latest = useRef(toggle);
  latest.current = toggle;
  return {
    query,
    list,
    selection,
    /** Stable, so that a row is drawn again only if it has changed. */
    toggle: useCallback((id: number, isRange: boolean) => latest.current(String(id), isRange), []),
    openId,
    cursorId,
    /** Where a key has moved the cursor: another object each time. What is open follows later. */
    moved,
    setCursor,
    open,
    close,
    move: (step: 1 | -1) => moveTo(neighbourOf(cursorId, step)),
    /** From the search field to the first conversation that it finds. */
    enter: (q: string | undefined): void => setEntering({ q }),
    /** The conversation that follows once this one has left the list. */
    following: (): ListItem | undefined => neighbourOf(cursorId, 1) ?? neighbourOf(cursorId, -1),
    /** After the current one has been dealt with. */
    goOn: (following: ListItem | undefined) => {
      if (following !== undefined && following.id !== cursorId) moveTo(following);
      else if (openId !== undefined) close();
    },
  };
};

export type Inbox = ReturnType<typeof useInbox>;

/** The same array while the keys are the same. */
const useStable = (keys: readonly string[]): readonly string[] => {
  const known = useRef(keys);
  const isSame =
    keys.length === known.current.length && keys.every((key, at) => key === known.current[at]);
  if (!isSame) known.current = keys;
  return known.current;
};
