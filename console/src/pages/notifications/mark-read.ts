import { api } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { useRefreshTodo } from '../todo/count.ts';
import { toast } from '../../ui/feedback/toast.ts';
import { toastProblem } from '../../parts/problem-alert.tsx';

/** Marks notifications as read, and reads the lists and the count again. */

export const useMarkRead = () => {
  const messages = useMessages();
  return api.useMutation('post', '/api/v1/notifications/{id}/read', {
    onSuccess: useRefreshTodo(),
    onError: (error) => toastProblem(messages, error),
  });
};

export const useMarkAllRead = () => {
  const messages = useMessages();
  const refresh = useRefreshTodo();
  return api.useMutation('post', '/api/v1/notifications/read-all', {
    onSuccess: ({ count }) => {
      toast('good', messages.notifications.allRead(count));
      void refresh();
    },
    onError: (error) => toastProblem(messages, error),
  });
};
