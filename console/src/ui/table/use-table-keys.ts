import { useRef, type RefObject } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { useShortcuts } from '../keyboard/shortcuts.tsx';
import type { RowAction } from './column.ts';
import type { Selection } from './use-selection.ts';

/** The keys of a list: j and k move, x selects, e edits. Enter opens: the focus is on the link of the row. */

interface TableKeysInput {
  box: RefObject<HTMLElement | null>;
  isEnabled: boolean;
  keys: readonly string[];
  selection: Selection | undefined;
  actionsOf: ((index: number) => readonly RowAction[]) | undefined;
  /** Draws the row if it is not drawn yet. */
  scrollTo: (index: number) => void;
}

const FRAME_COUNT_MAX = 10;

export const useTableKeys = ({
  box,
  isEnabled,
  keys,
  selection,
  actionsOf,
  scrollTo,
}: TableKeysInput): void => {
  const { table } = useMessages();
  const last = useRef(-1);
  const current = (): number => {
    const row = document.activeElement?.closest<HTMLElement>('tr[data-index]');
    const isHere = row !== null && row !== undefined && box.current?.contains(row) === true;
    return isHere ? Number(row.dataset['index']) : last.current;
  };
  const move = (step: number): void => {
    const next = Math.min(Math.max(current() + step, 0), keys.length - 1);
    last.current = next;
    scrollTo(next);
    focusRow(box, next, FRAME_COUNT_MAX);
  };
  const select = (): void => {
    const key = keys[current()];
    if (key !== undefined) selection?.toggle(key, false);
  };
  const edit = (): void =>
    actionsOf?.(current())
      .find(({ isEdit }) => isEdit === true)
      ?.run();
  useShortcuts(
    table.shortcuts,
    [
      { keys: 'j', label: table.nextRow, run: () => move(1) },
      { keys: 'ArrowDown', label: table.nextRow, run: () => move(1) },
      { keys: 'k', label: table.previousRow, run: () => move(-1) },
      { keys: 'ArrowUp', label: table.previousRow, run: () => move(-1) },
      ...(selection === undefined
        ? []
        : [
            { keys: 'x', label: table.selectRowKey, run: select },
            { keys: 'Escape', label: table.clearSelection, run: selection.clear },
          ]),
      ...(actionsOf === undefined ? [] : [{ keys: 'e', label: table.editRow, run: edit }]),
    ],
    { isEnabled: isEnabled && keys.length > 0 },
  );
};

/** A row far away is drawn a frame or two after the list has scrolled to it. */
const focusRow = (box: RefObject<HTMLElement | null>, index: number, frameCount: number): void => {
  const row = box.current?.querySelector<HTMLElement>(`tr[data-index="${index}"]`);
  if (row) (row.querySelector<HTMLElement>('[data-title] a') ?? row).focus();
  else if (frameCount > 0) requestAnimationFrame(() => focusRow(box, index, frameCount - 1));
};
