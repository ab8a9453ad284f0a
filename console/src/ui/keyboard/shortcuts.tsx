import {
  createContext,
  lazy,
  Suspense,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { ReactNode } from 'react';
import { useFrameMessages } from '../../i18n/index.tsx';
import { keyName, SEQUENCE_MAX_MS, step, type Shortcut, type ShortcutGroup } from './sequences.ts';

/**
 * Keyboard shortcuts: `useShortcuts(messages.actions.title, [{ keys: 'j', label, run }])`. A key does
 * nothing while the focus is in a field, or while a dialog or menu is open; `mod+…` always works.
 */

interface Registry {
  add: (registered: { current: ShortcutGroup }) => () => void;
  openHelp: () => void;
}

/** Loaded when it opens first. */
const ShortcutHelp = lazy(async () => ({ default: (await import('./help.tsx')).ShortcutHelp }));

const RegistryContext = createContext<Registry | null>(null);

/** Listens for the keys, and shows the help with all shortcuts of the moment. */
export const ShortcutsProvider = ({ children }: { children: ReactNode }) => {
  const [groups] = useState(() => new Set<{ current: ShortcutGroup }>());
  const [help, setHelp] = useState<readonly ShortcutGroup[] | null>(null);
  useKeys(groups);
  const registry = useMemo(
    (): Registry => ({
      add: (registered) => {
        groups.add(registered);
        return () => groups.delete(registered);
      },
      openHelp: () => setHelp([...groups].map(({ current }) => current)),
    }),
    [groups],
  );
  return (
    <RegistryContext value={registry}>
      <HelpKey />
      {children}
      <Suspense>
        {help !== null && <ShortcutHelp groups={help} onClose={() => setHelp(null)} />}
      </Suspense>
    </RegistryContext>
  );
};

const HelpKey = () => {
  const { shortcuts } = useFrameMessages();
  const { openHelp } = useRegistry();
  useShortcuts(shortcuts.general, [{ keys: '?', label: shortcuts.help, run: openHelp }]);
  return null;
};

/** Registers the shortcuts while the component is shown. */
export const useShortcuts = (
  group: string,
  shortcuts: readonly Shortcut[],
  { isEnabled = true }: { isEnabled?: boolean } = {},
): void => {
  const { add } = useRegistry();
  const latest = useRef<ShortcutGroup>({ group, shortcuts });
  useEffect(() => {
    latest.current = { group, shortcuts };
  });
  useEffect(() => (isEnabled ? add(latest) : undefined), [add, isEnabled]);
};

/** Opens the list of shortcuts. */
export const useShortcutHelp = (): (() => void) => useRegistry().openHelp;

const useRegistry = (): Registry => {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error('useShortcuts outside of ShortcutsProvider');
  return registry;
};

// A layout effect: dialogs listen in effects, and those of a page that is drawn together with this come first.
const useKeys = (groups: ReadonlySet<{ current: ShortcutGroup }>): void =>
  useLayoutEffect(() => {
    let pending: readonly string[] = [];
    let pressedAt = 0;
    let wasCovered = false;
    // Escape closes a dialog before the key arrives below, where the page would then take it too.
    const onCapture = (): void => {
      wasCovered = isCovered();
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const key = keyName(event);
      if (key === undefined) return;
      if (!key.startsWith('mod+') && (wasCovered || isTaken(event, key))) {
        pending = [];
        return;
      }
      const isLate = event.timeStamp - pressedAt > SEQUENCE_MAX_MS;
      const next = step(
        [...groups].flatMap(({ current }) => current.shortcuts),
        isLate ? [] : pending,
        key,
      );
      pending = next.pending;
      pressedAt = event.timeStamp;
      if (next.found === undefined) return;
      event.preventDefault();
      next.found.run(event);
    };
    window.addEventListener('keydown', onCapture, true);
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onCapture, true);
      window.removeEventListener('keydown', onKey);
    };
  }, [groups]);

const FIELDS =
  'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]:not([contenteditable=false])';
const ACTIVATED_BY_KEY =
  'a[href], button, summary, input, [role=switch], [role=option], [role=tab]';
const OVERLAYS = '[role=dialog], [role=alertdialog], [role=menu]';

/** True if the key belongs to a field, a focused button or link, or something that is open over the page. */
const isTaken = ({ target }: KeyboardEvent, key: string): boolean => {
  if (target instanceof Element) {
    if (target.closest(FIELDS) !== null) return true;
    if ((key === 'Enter' || key === ' ') && target.closest(ACTIVATED_BY_KEY) !== null) return true;
  }
  return isCovered();
};

const isCovered = (): boolean =>
  [...document.querySelectorAll(OVERLAYS)].some((overlay) => overlay.checkVisibility());
