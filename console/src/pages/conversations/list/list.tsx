import { Button, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { ListFoot } from '../../../ui/table/list-table.tsx';
import { isNearEnd } from '../../../ui/table/use-list-box.ts';
import type { ListItem } from '../query.ts';
import type { ConversationsSearch } from '../search.ts';
import type { Inbox } from '../use-inbox.ts';
import classes from './list.module.css';
import { Row } from './row.tsx';

/** The rows of the list. Only those in sight are drawn. */

const ROW_HEIGHT_PX = 78;
const OVERSCAN_COUNT = 6;

interface RowsProps {
  inbox: Inbox;
  search: ConversationsSearch;
}

export const Rows = ({ inbox, search }: RowsProps) => {
  const { inbox: words, table } = useMessages();
  const { list, openId, selection, cursorId, setCursor } = inbox;
  const { rows } = list;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN_COUNT,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  useCursorInSight(inbox, (index) => virtual.scrollToIndex(index));
  const loadMore = (): void => {
    if (list.hasMore && !list.isLoadingMore) list.loadMore();
  };
  return (
    <>
      {list.isOutdated && (
        <div className={classes['outdated']} role="status">
          <Text size="sm">{table.outdated}</Text>
          <Button size="compact-sm" variant="light" onClick={list.readAgain}>
            {table.readAgain}
          </Button>
        </div>
      )}
      <div
        ref={box}
        className={classes['box']}
        onScroll={({ currentTarget }) => {
          if (isNearEnd(currentTarget)) loadMore();
        }}
        data-scroll-restoration-id="conversations"
      >
        <ul
          className={classes['rows']}
          aria-label={words.list}
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const item = rows[index];
            return item === undefined ? null : (
              <li
                key={key}
                className={classes['item']}
                style={{ height: ROW_HEIGHT_PX, transform: `translateY(${start}px)` }}
                aria-setsize={list.hasMore ? -1 : rows.length}
                aria-posinset={index + 1}
                data-cursor={item.id === cursorId || undefined}
              >
                <Row
                  item={item}
                  search={search}
                  isOpen={item.id === openId}
                  isSelected={selection.keys.has(String(item.id))}
                  onSelect={inbox.toggle}
                  onFocus={setCursor}
                />
              </li>
            );
          })}
        </ul>
        <ListFoot<ListItem> list={list} onMore={loadMore} />
      </div>
    </>
  );
};

/** Moved by a key, the cursor comes into sight and takes the focus. */
const useCursorInSight = ({ moved, list }: Inbox, scrollTo: (index: number) => void) => {
  const show = useEffectEvent((to: number) => {
    const index = list.rows.findIndex(({ id }) => id === to);
    if (index === -1) return;
    scrollTo(index);
    const focused = document.activeElement;
    const take = (): void => {
      // The next key may have put it into a field meanwhile.
      const now = document.activeElement;
      if (now !== focused && now !== document.body) return;
      document
        .querySelector<HTMLElement>(`[data-conversation="${to}"]`)
        ?.focus({ preventScroll: true });
    };
    // Drawn only after the list has scrolled.
    requestAnimationFrame(() => requestAnimationFrame(take));
  });
  useEffect(() => {
    if (moved !== undefined) show(moved.to);
  }, [moved]);
};
