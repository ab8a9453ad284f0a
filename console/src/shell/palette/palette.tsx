import { UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { createContext, lazy, Suspense, useContext, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useFrameMessages } from '../../i18n/index.tsx';
import { PageCommandsProvider } from '../../parts/commands.tsx';
import { Keys } from '../../ui/keyboard/keys.tsx';
import classes from './palette.module.css';
import { useRememberPlaces } from './recent.ts';
import { useGlobalShortcuts } from './shortcuts.ts';

/** ⌘K: finds records, actions, people, pages and commands. Its list is loaded when it opens first. */

const OpenContext = createContext<() => void>(() => undefined);

/** Not in the first load, but there before somebody opens it: what is typed at once is not lost. */
const loadFrame = () => import('./frame.tsx');
const PaletteFrame = lazy(async () => ({ default: (await loadFrame()).PaletteFrame }));
const PaletteList = lazy(async () => ({ default: (await import('./list.tsx')).PaletteList }));

/** The palette over the pages, and the shortcuts that work on each of them. */
export const PaletteProvider = ({ children }: { children: ReactNode }) => {
  const [isOpen, setOpen] = useState(false);
  const toggle = () => setOpen((isNow) => !isNow);
  const close = () => setOpen(false);
  useEffect(() => void loadFrame().catch(() => undefined), []);
  return (
    <PageCommandsProvider>
      <OpenContext value={toggle}>
        <OnEveryPage onToggle={toggle} />
        {children}
        {isOpen && (
          <Suspense>
            <PaletteFrame onClose={close}>
              {(field) => (
                <Suspense>
                  <PaletteList {...field} />
                </Suspense>
              )}
            </PaletteFrame>
          </Suspense>
        )}
      </OpenContext>
    </PageCommandsProvider>
  );
};

const OnEveryPage = ({ onToggle }: { onToggle: () => void }) => {
  useGlobalShortcuts(onToggle);
  useRememberPlaces();
  return null;
};

export const PaletteButton = () => {
  const { palette } = useFrameMessages();
  const open = useContext(OpenContext);
  return (
    <UnstyledButton className={classes['button']} onClick={open} aria-keyshortcuts="Control+K">
      <IconSearch size={16} aria-hidden />
      <span className={classes['buttonLabel']}>{palette.open}</span>
      <span className={classes['buttonKeys']} aria-hidden>
        <Keys keys="mod+k" />
      </span>
    </UnstyledButton>
  );
};
