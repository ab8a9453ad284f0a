import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/**
 * Keeps the place in a list whose newest entry is at the bottom: it opens at the newest one, stays where the reader
 * is when older ones are added above, and follows a new one only if the reader is at the end.
 */

/** Until then, what is loaded late (frames, images) moves the newest entry. */
const SETTLE_MS = 3000;
const END_WITHIN_PX = 120;

type Place = RefObject<HTMLElement | null>;

export const useReadingPlace = (
  list: Place,
  keys: readonly string[],
): { isBehind: boolean; toEnd: () => void } => {
  const [isBehind, setBehind] = useState(false);
  const before = useRef<{ first: string; last: string; height: number } | null>(null);
  const isAtEnd = useRef(true);
  const first = keys[0] ?? '';
  const last = keys.at(-1) ?? '';
  useLayoutEffect(() => {
    const element = scrollerOf(list.current);
    if (element === null) return;
    const { current: known } = before;
    before.current = { first, last, height: element.scrollHeight };
    if (known === null || (known.last !== last && isAtEnd.current)) {
      showNewest(list);
    } else if (known.last !== last) {
      setBehind(true);
    } else if (known.first !== first && element.scrollTop === 0) {
      // Older ones came above: the browser keeps the place unless the list is at its very top.
      element.scrollTop = element.scrollHeight - known.height;
    }
  }, [list, first, last]);
  useFirstPlace(list);
  useEffect(() => {
    const element = scrollerOf(list.current);
    const onScroll = (): void => {
      if (element === null) return;
      const { scrollTop, scrollHeight, clientHeight } = element;
      isAtEnd.current = scrollHeight - scrollTop - clientHeight < END_WITHIN_PX;
      if (isAtEnd.current) setBehind(false);
    };
    element?.addEventListener('scroll', onScroll, { passive: true });
    return () => element?.removeEventListener('scroll', onScroll);
  }, [list]);
  return {
    isBehind,
    toEnd: () => {
      showNewest(list);
      setBehind(false);
    },
  };
};

/** Of a long one the beginning. */
const showNewest = (list: Place): void =>
  list.current?.lastElementChild?.scrollIntoView({ block: 'start' });

const MOVES = ['wheel', 'pointerdown', 'keydown', 'touchstart'] as const;

/** What gets its height late leaves the newest entry in sight, until the reader moves. */
const useFirstPlace = (list: Place): void =>
  useEffect(() => {
    if (list.current === null) return undefined;
    const observer = new ResizeObserver(() => showNewest(list));
    observer.observe(list.current);
    const stop = (): void => observer.disconnect();
    const timer = setTimeout(stop, SETTLE_MS);
    for (const move of MOVES) window.addEventListener(move, stop, { passive: true });
    return () => {
      stop();
      clearTimeout(timer);
      for (const move of MOVES) window.removeEventListener(move, stop);
    };
  }, [list]);

/** The part of the page that scrolls. */
const scrollerOf = (element: HTMLElement | null): HTMLElement | null => {
  for (let parent = element?.parentElement ?? null; parent; parent = parent.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(parent).overflowY)) return parent;
  }
  return null;
};
