import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useRef, useState } from 'react';
import { Keys } from '../keyboard/keys.tsx';
import { useShortcuts } from '../keyboard/shortcuts.tsx';

/** For what was decided by mistake: a button in the toast for some seconds, and the key z. */

const UNDO_MS = 10_000;

interface UndoWords {
  /** Of the group in the list of keys. */
  shortcuts: string;
  undo: string;
}

/** Out: says what was done. `back`: what takes it back. Undefined: nothing does. */
export const useUndo = (
  words: UndoWords,
): ((label: string, back: (() => void) | undefined) => void) => {
  const [undo, setUndo] = useState<() => void>();
  const shown = useRef('');
  useEffect(() => {
    if (undo === undefined) return undefined;
    const timer = setTimeout(() => setUndo(undefined), UNDO_MS);
    return () => clearTimeout(timer);
  }, [undo]);
  useShortcuts(words.shortcuts, [{ keys: 'z', label: words.undo, run: () => undo?.() }], {
    isEnabled: undo !== undefined,
  });
  return (label, back) => {
    const run = (): void => {
      notifications.hide(shown.current);
      setUndo(undefined);
      back?.();
    };
    setUndo(() => (back === undefined ? undefined : run));
    // One at a time: the key takes back the last one.
    notifications.hide(shown.current);
    shown.current = notifications.show({
      title: label,
      color: 'moss',
      withBorder: true,
      autoClose: UNDO_MS,
      message: back !== undefined && (
        <Button
          size="compact-sm"
          variant="light"
          aria-keyshortcuts="z"
          rightSection={
            <span aria-hidden>
              <Keys keys="z" />
            </span>
          }
          onClick={run}
        >
          {words.undo}
        </Button>
      ),
    });
  };
};
