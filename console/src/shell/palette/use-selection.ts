import { useEffect, useLayoutEffect, useState } from 'react';
import type { PaletteField } from './frame.tsx';
import type { PaletteItem } from './items.ts';

interface SelectionInput extends Pick<PaletteField, 'text' | 'onKey' | 'setActiveId' | 'finish'> {
  items: readonly PaletteItem[];
  /** True once the items are the answer to exactly this text. */
  isComplete: boolean;
  hasFailed: boolean;
  /** Enter was pressed for this text before its answer. */
  isAwaited: boolean;
  setAwaited: (isAwaited: boolean) => void;
}

interface Selection {
  active: PaletteItem | undefined;
  choose: (item: PaletteItem) => void;
  open: (item: PaletteItem) => void;
}

/**
 * The selection belongs to the text of the moment: a new text has none until its answer is there, or an
 * arrow is pressed. Enter before the answer waits for it, and opens its first result.
 */
export const useSelection = (input: SelectionInput): Selection => {
  const { text, items, isComplete, onKey, setActiveId, finish } = input;
  const [choice, setChoice] = useState<{ text: string; id: string } | undefined>();
  const chosen = choice?.text === text ? items.find(({ id }) => id === choice.id) : undefined;
  const active = chosen ?? (isComplete ? items[0] : undefined);
  const activeId = active && optionId(active);
  useLayoutEffect(() => setActiveId(activeId), [activeId, setActiveId]);

  const choose = ({ id }: PaletteItem): void => setChoice({ text, id });
  const open = ({ run }: PaletteItem): void => finish(run);
  useEffect(() => {
    if (!input.isAwaited || !isComplete) return;
    input.setAwaited(false);
    if (!input.hasFailed && items[0] !== undefined) open(items[0]);
  });

  const move = (step: 1 | -1): true => {
    const index = active === undefined ? -1 : items.findIndex(({ id }) => id === active.id);
    const from = index === -1 && step === -1 ? 0 : index;
    const next = items.at((from + step) % Math.max(items.length, 1));
    if (next !== undefined) choose(next);
    return true;
  };
  useLayoutEffect(() => {
    onKey.current = (key) => {
      if (key === 'ArrowDown') return move(1);
      if (key === 'ArrowUp') return move(-1);
      if (key !== 'Enter') return false;
      if (active !== undefined) open(active);
      else if (!isComplete) input.setAwaited(true);
      return true;
    };
  });
  return { active, choose, open };
};

export const optionId = ({ id }: PaletteItem): string => `palette-${encodeURIComponent(id)}`;
