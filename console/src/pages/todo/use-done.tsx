import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { followStarted } from '../actions/started.ts';
import { useRefreshTodo } from './count.ts';
import { keyOf, type TodoActionItem, type TodoItem } from './items.ts';

/**
 * Takes items away: by dismissing them, or by sending the action again. An item disappears at
 * once, and comes back if the request fails.
 */
export const useDone = () => {
  const messages = useMessages();
  const { todo } = messages;
  const { user } = useMe();
  const refresh = useRefreshTodo();
  const [leaving, setLeaving] = useState<readonly string[]>([]);
  const dismissAction = api.useMutation('put', '/api/v1/actions/{id}/dismissal');
  const undoAction = api.useMutation('delete', '/api/v1/actions/{id}/dismissal');
  const dismissNotification = api.useMutation('put', '/api/v1/notifications/{id}/dismissal');
  const undoNotification = api.useMutation('delete', '/api/v1/notifications/{id}/dismissal');
  const retry = api.useMutation('post', '/api/v1/actions/{id}/retry');

  const take = async (item: TodoItem, send: () => Promise<unknown>, onTaken: () => void) => {
    const key = keyOf(item);
    setLeaving((keys) => [...keys, key]);
    try {
      await send();
      onTaken();
      await refresh();
    } catch (error) {
      toastProblem(messages, error);
    } finally {
      setLeaving((keys) => keys.filter((one) => one !== key));
    }
  };

  const undo = async (item: TodoItem): Promise<void> => {
    try {
      if (item.kind === 'action')
        await undoAction.mutateAsync({ params: { path: { id: item.id } } });
      else await undoNotification.mutateAsync({ params: { path: { id: item.id } } });
      toast('info', todo.undone);
      await refresh();
    } catch (error) {
      toastProblem(messages, error);
    }
  };

  return {
    isLeaving: (item: TodoItem): boolean => leaving.includes(keyOf(item)),
    /** A lead leaves when somebody contacts it, a conversation when it is answered. */
    done: async (item: TodoItem): Promise<void> => {
      if (item.kind === 'lead' || item.kind === 'conversation') return;
      await take(
        item,
        () =>
          item.kind === 'action'
            ? dismissAction.mutateAsync({ params: { path: { id: item.id } } })
            : dismissNotification.mutateAsync({ params: { path: { id: item.id } } }),
        () =>
          toast(
            'info',
            todo.doneToast,
            <button type="button" className="toast-link" onClick={() => void undo(item)}>
              {todo.undo}
            </button>,
          ),
      );
    },
    retry: (item: TodoActionItem): Promise<void> =>
      take(
        item,
        () => retry.mutateAsync({ params: { path: { id: item.id } } }),
        () => {
          // The decider gets a notification of the end.
          if (item.action.decide_par !== user.id) followStarted([item.id]);
          toast('good', todo.retried);
        },
      ),
  };
};
