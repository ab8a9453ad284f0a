import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { useShortcuts } from '../../ui/keyboard/shortcuts.tsx';
import type { Triage } from './triage.tsx';
import type { Inbox } from './use-inbox.ts';

/** The keys of the inbox. None of them works in a field, or while a dialog or a menu is open. */

interface KeysProps {
  inbox: Inbox;
  triage: Triage;
  onMode: (mode: 'reply' | 'note') => void;
}

export const useInboxKeys = ({ inbox, triage, onMode }: KeysProps): void => {
  const { inbox: words } = useMessages();
  const can = useCan();
  const { cursorId, openId, selection } = inbox;
  const isOpen = openId !== undefined;
  const open = (): void => {
    if (cursorId !== undefined) inbox.open(cursorId);
  };
  const select = (isRange: boolean): void => {
    if (cursorId !== undefined) inbox.toggle(cursorId, isRange);
  };
  const unread = (): void => {
    triage.run('mark_unread', words.unreadDone(triage.ids.length));
    if (isOpen) inbox.close();
  };
  const escape = (): void => {
    if (selection.keys.size > 0) selection.clear();
    else if (isOpen) inbox.close();
  };
  useShortcuts(words.shortcuts, [
    { keys: 'j', label: words.next, run: () => inbox.move(1) },
    { keys: 'ArrowDown', label: words.next, run: () => inbox.move(1) },
    { keys: 'k', label: words.previous, run: () => inbox.move(-1) },
    { keys: 'ArrowUp', label: words.previous, run: () => inbox.move(-1) },
    { keys: 'o', label: words.open, run: open },
    { keys: 'Enter', label: words.open, run: open },
    { keys: 'u', label: words.backToList, run: inbox.close },
    { keys: 'x', label: words.select, run: () => select(false) },
    { keys: 'X', label: words.selectRange, run: () => select(true) },
    { keys: 'Escape', label: words.leave, run: escape },
  ]);
  const mayChange = can('conversations:update');
  useShortcuts(
    words.shortcuts,
    [
      { keys: 'e', label: words.resolve, run: () => triage.setStatus('resolu') },
      { keys: 'E', label: words.archive, run: () => triage.setStatus('archive') },
      { keys: '#', label: words.markSpam, run: triage.spam },
      { keys: 'a', label: words.assign, run: () => triage.ask('assign') },
      { keys: 's', label: words.snooze, run: () => triage.ask('snooze') },
      { keys: 'U', label: words.markUnread, run: unread },
      { keys: 'n', label: words.note, run: () => onMode('note') },
    ],
    { isEnabled: mayChange },
  );
  useShortcuts(words.shortcuts, [{ keys: 'r', label: words.reply, run: () => onMode('reply') }], {
    isEnabled: can('conversations:reply'),
  });
};
