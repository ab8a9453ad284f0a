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
  const send = useSend();
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
      await send(item, true);
      toast('info', todo.undone);
      await refresh();
    } catch (error) {
      toastProblem(messages, error);
    }
  };

  return {
    isLeaving: (item: TodoItem): boolean => leaving.includes(keyOf(item)),
    /** A lead leaves when somebody contacts it, a conversation when it is answered, a draft by a decision. */
    done: async (item: TodoItem): Promise<void> => {
      if (['lead', 'conversation', 'auto_reply'].includes(item.kind)) return;
      await take(
        item,
        () => send(item, false),
        () =>
          toast(
            'info',
            todo.doneToast,
            item.kind === 'follow_up' ? (
              ''
            ) : (
              <button type="button" className="toast-link" onClick={() => void undo(item)}>
                {todo.undo}
              </button>
            ),
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

/** What takes an item of each kind away, or brings it back. A follow-up that is done stays done. */
const useSend = () => {
  const dismissAction = api.useMutation('put', '/api/v1/actions/{id}/dismissal');
  const undoAction = api.useMutation('delete', '/api/v1/actions/{id}/dismissal');
  const dismissNotification = api.useMutation('put', '/api/v1/notifications/{id}/dismissal');
  const undoNotification = api.useMutation('delete', '/api/v1/notifications/{id}/dismissal');
  const changeTask = api.useMutation('patch', '/inbox/tasks/{id}');
  const finishFollowUp = api.useMutation('post', '/inbox/follow-ups/{id}/done');
  return async (item: TodoItem, isUndo: boolean): Promise<void> => {
    switch (item.kind) {
      case 'action':
        await (isUndo ? undoAction : dismissAction).mutateAsync({
          params: { path: { id: item.id } },
        });
        return;
      case 'notification':
        await (isUndo ? undoNotification : dismissNotification).mutateAsync({
          params: { path: { id: item.id } },
        });
        return;
      case 'task':
        await changeTask.mutateAsync({
          params: { path: { id: item.id } },
          // Being done raised it by one.
          body: { version: item.task.version + (isUndo ? 1 : 0), is_done: !isUndo },
        });
        return;
      case 'follow_up':
        await finishFollowUp.mutateAsync({ params: { path: { id: item.id } } });
        return;
      case 'lead':
      case 'conversation':
      case 'auto_reply':
    }
  };
};
