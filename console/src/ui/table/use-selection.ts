import { useMemo, useRef, useState } from 'react';

/** The selected rows of a table, by key. Rows that are no longer shown are no longer selected. */

export interface Selection {
  keys: ReadonlySet<string>;
  /** With `isRange` also the rows between this one and the one before. */
  toggle: (key: string, isRange: boolean) => void;
  setAll: (isSelected: boolean) => void;
  clear: () => void;
}

const NONE: ReadonlySet<string> = new Set();

export const useSelection = (order: readonly string[]): Selection => {
  const [chosen, setChosen] = useState(NONE);
  const anchor = useRef<string | null>(null);
  const keys = useMemo(
    () => (chosen.size === 0 ? NONE : new Set(order.filter((key) => chosen.has(key)))),
    [chosen, order],
  );
  const toggle = (key: string, isRange: boolean): void => {
    const isSelected = !keys.has(key);
    const touched = isRange ? between(order, anchor.current, key) : [key];
    anchor.current = key;
    setChosen(new Set(withOrWithout(keys, touched, isSelected)));
  };
  return {
    keys,
    toggle,
    setAll: (isSelected) => setChosen(isSelected ? new Set(order) : NONE),
    clear: () => setChosen(NONE),
  };
};

const withOrWithout = (
  keys: ReadonlySet<string>,
  touched: readonly string[],
  isSelected: boolean,
): string[] =>
  isSelected ? [...keys, ...touched] : [...keys].filter((key) => !touched.includes(key));

const between = (order: readonly string[], from: string | null, to: string): readonly string[] => {
  const start = from === null ? -1 : order.indexOf(from);
  const end = order.indexOf(to);
  if (start === -1) return [to];
  return order.slice(Math.min(start, end), Math.max(start, end) + 1);
};
