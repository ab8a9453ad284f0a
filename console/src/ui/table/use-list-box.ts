import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useState, type RefObject } from 'react';

/** The box of a list: it scrolls by itself, and only the rows in sight are drawn if there are many. */

export const ROW_HEIGHT_PX = 28;
const DRAWN_COUNT_MAX = 200;
const OVERSCAN_COUNT = 15;
/** Below it each row is a card, of any height: see data-table.module.css. */
const CARDS_WIDTH_PX = 600;
/** How far from its end the list reads its next rows. */
const END_PX = 900;

interface ListBox {
  /** The rows to draw, and the height of those before and after. */
  window: { start: number; end: number; beforePx: number; afterPx: number };
  scrollTo: (index: number) => void;
}

export const useListBox = (
  box: RefObject<HTMLElement | null>,
  rowCount: number,
  isList: boolean,
): ListBox => {
  const isNarrow = useIsNarrow(box, isList);
  const isVirtual = isList && !isNarrow && rowCount > DRAWN_COUNT_MAX;
  const virtual = useVirtualizer({
    count: rowCount,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN_COUNT,
    scrollPaddingStart: 2 * ROW_HEIGHT_PX,
    scrollPaddingEnd: ROW_HEIGHT_PX,
    enabled: isVirtual,
  });
  const items = virtual.getVirtualItems();
  const start = isVirtual ? (items[0]?.index ?? 0) : 0;
  const end = isVirtual ? (items.at(-1)?.index ?? -1) + 1 : rowCount;
  return {
    window: {
      start,
      end,
      beforePx: start * ROW_HEIGHT_PX,
      afterPx: (rowCount - end) * ROW_HEIGHT_PX,
    },
    scrollTo: (index) => {
      if (isVirtual) virtual.scrollToIndex(index);
    },
  };
};

/** True while each row is a card. */
const useIsNarrow = (box: RefObject<HTMLElement | null>, isList: boolean): boolean => {
  const [isNarrow, setNarrow] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || !isList) return;
    const measure = (): void => setNarrow(element.clientWidth <= CARDS_WIDTH_PX);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, isList]);
  return isNarrow;
};

/** True if little of the list is left below what is in sight. */
export const isNearEnd = ({ scrollHeight, scrollTop, clientHeight }: Element): boolean =>
  scrollHeight - scrollTop - clientHeight < END_PX;
