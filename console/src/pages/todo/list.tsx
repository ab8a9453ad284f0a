import { useDisclosure } from '@mantine/hooks';
import { useRef, useState, type ReactNode } from 'react';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { useShortcuts } from '../../ui/keyboard/shortcuts.tsx';
import { keyOf, type TodoActionItem, type TodoItem } from './items.ts';
import { TodoRow } from './row.tsx';
import classes from './todo.module.css';
import { useDone } from './use-done.tsx';

interface TodoListProps {
  label: string;
  items: readonly TodoItem[];
  /** Of a page about more: no shortcuts, and less room. */
  isPart?: boolean;
  empty: ReactNode;
}

/** What waits, by keyboard too: j and k move, Enter opens, e is done, r sends again. */
export const TodoList = ({ label, items, isPart = false, empty }: TodoListProps) => {
  const { actions } = useMessages();
  const { isLeaving, done, retry } = useDone();
  const [asking, setAsking] = useState<TodoActionItem>();
  const [isAsking, dialog] = useDisclosure(false);
  const shown = items.filter((item) => !isLeaving(item));
  const { list, current, select, move, leave } = useSelection(shown);
  const finish = (item: TodoItem): void => {
    leave(item);
    void done(item);
  };
  const sendAgain = (item: TodoActionItem): void => {
    leave(item);
    void retry(item);
  };
  const askOrRetry = (item: TodoItem): void => {
    if (item.kind !== 'action') return;
    if (item.severity !== 'urgent') return sendAgain(item);
    setAsking(item);
    dialog.open();
  };
  useListKeys({
    isEnabled: !isPart,
    onMove: move,
    onDone: () => current && finish(current),
    onRetry: () => current && askOrRetry(current),
  });
  return (
    <>
      {shown.length === 0 ? (
        empty
      ) : (
        <ul className={classes['list']} aria-label={label} ref={list}>
          {shown.map((item) => (
            <TodoRow
              key={keyOf(item)}
              item={item}
              isCurrent={!isPart && item === current}
              isCompact={isPart}
              onFocus={() => select(item)}
              onDone={() => finish(item)}
              onRetry={() => askOrRetry(item)}
            />
          ))}
        </ul>
      )}
      <Confirm
        isOpen={isAsking}
        title={actions.retryTitle}
        confirmLabel={actions.retry}
        isPending={false}
        onConfirm={() => {
          dialog.close();
          if (asking) sendAgain(asking);
        }}
        onClose={dialog.close}
      >
        {asking?.titre}
      </Confirm>
    </>
  );
};

/** The item that the keyboard is at. */
const useSelection = (shown: readonly TodoItem[]) => {
  const list = useRef<HTMLUListElement>(null);
  const [currentKey, setCurrentKey] = useState<string>();
  const current = shown.find((item) => keyOf(item) === currentKey);
  const select = (item: TodoItem): void => setCurrentKey(keyOf(item));
  const go = (item: TodoItem | undefined): void => {
    if (item === undefined) return;
    select(item);
    list.current?.querySelector<HTMLElement>(`[data-todo="${keyOf(item)}"]`)?.focus();
  };
  return {
    list,
    current,
    select,
    move: (by: 1 | -1): void =>
      go(current === undefined ? shown[0] : shown[shown.indexOf(current) + by]),
    /** The next item takes the focus, so that the keyboard goes on from there. */
    leave: (item: TodoItem): void => {
      const position = shown.indexOf(item);
      go(shown[position + 1] ?? shown[position - 1]);
    },
  };
};

interface ListKeys {
  isEnabled: boolean;
  onMove: (by: 1 | -1) => void;
  onDone: () => void;
  onRetry: () => void;
}

const useListKeys = ({ isEnabled, onMove, onDone, onRetry }: ListKeys): void => {
  const { todo, navigation } = useMessages();
  const can = useCan();
  useShortcuts(
    navigation.todo,
    [
      { keys: 'j', label: todo.next, run: () => onMove(1) },
      { keys: 'k', label: todo.previous, run: () => onMove(-1) },
      { keys: 'e', label: todo.done, run: onDone },
      ...(can('actions:retry') ? [{ keys: 'r', label: todo.retry, run: onRetry }] : []),
    ],
    { isEnabled },
  );
};
