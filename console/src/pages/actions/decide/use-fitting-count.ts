import { useLayoutEffect, useState, type RefObject } from 'react';

/**
 * How many of the buttons of a row fit on one line, at least one. They are drawn and taken away one by one
 * until the last element of the row is beside the first, before the browser paints.
 */
export const useFittingCount = (row: RefObject<HTMLElement | null>, labels: string[]): number => {
  const all = labels.join('\n');
  const labelCount = labels.length;
  const [fitting, setFitting] = useState({ all, count: labelCount });
  // Other labels: all of them are tried.
  const count = fitting.all === all ? fitting.count : labelCount;
  useLayoutEffect(() => {
    const { firstElementChild: first, lastElementChild: last } = row.current ?? {};
    if (!(first instanceof HTMLElement) || !(last instanceof HTMLElement)) return;
    if (last.offsetTop > first.offsetTop && count > 1) setFitting({ all, count: count - 1 });
    // `fitting` is new after a change of the width.
  }, [row, all, count, fitting]);
  useLayoutEffect(() => {
    // Its width does not depend on the row.
    const header = row.current?.closest('header');
    if (!header) return undefined;
    let widthPx = header.clientWidth;
    const observer = new ResizeObserver(() => {
      if (header.clientWidth === widthPx) return;
      widthPx = header.clientWidth;
      setFitting({ all, count: labelCount });
    });
    observer.observe(header);
    return () => observer.disconnect();
  }, [row, all, labelCount]);
  return count;
};
