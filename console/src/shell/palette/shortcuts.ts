import { useNavigate } from '@tanstack/react-router';
import { useCan } from '../../api/session.ts';
import { useFrameMessages } from '../../i18n/index.tsx';
import { useShortcuts } from '../../ui/keyboard/shortcuts.tsx';
import { navigationFor } from '../navigation.ts';

/** The shortcuts that work on every page. */

/** By the address of the page. */
export const GO_TO_KEYS: Readonly<Record<string, string>> = {
  '/': 'g h',
  '/todo': 'g t',
  '/conversations': 'g i',
  '/auto-replies': 'g v',
  '/cases': 'g d',
  '/leads': 'g l',
  '/actions': 'g a',
  '/entities': 'g f',
  '/people': 'g p',
  '/organisations': 'g o',
  '/webhooks': 'g w',
  '/settings': 'g s',
};

export const useGlobalShortcuts = (openPalette: () => void): void => {
  const messages = useFrameMessages();
  const { navigation, palette, shortcuts } = messages;
  const navigate = useNavigate();
  const can = useCan();
  const create = () => void navigate({ to: '/actions/new' });
  useShortcuts(shortcuts.general, [
    { keys: 'mod+k', label: palette.open, run: openPalette },
    { keys: '/', label: palette.search, run: () => focusSearch() || openPalette() },
  ]);
  useShortcuts(
    shortcuts.general,
    ['c', 'n a'].map((keys) => ({ keys, label: navigation.newAction, run: create })),
    { isEnabled: can('actions:create') },
  );
  useShortcuts(
    shortcuts.goTo,
    navigationFor(messages, can)
      .flatMap(({ items }) => items)
      .flatMap(({ to, label }) => {
        const keys = GO_TO_KEYS[to];
        return keys === undefined ? [] : [{ keys, label, run: () => void navigate({ to }) }];
      }),
  );
};

/** Out: false if the page has no search field. */
const focusSearch = (): boolean => {
  const field = [...document.querySelectorAll('main input[type=search]')].find((input) =>
    input.checkVisibility(),
  );
  if (!(field instanceof HTMLInputElement)) return false;
  field.focus();
  field.select();
  return true;
};
