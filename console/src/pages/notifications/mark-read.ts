import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { toastProblem } from '../../parts/problem-alert.tsx';

/** Marks notifications as read, and reads the badge and the lists again. */

const useRefresh = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => {
    void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/notifications'] });
    void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/notifications/unread-count'] });
  };
};

export const useMarkRead = () => {
  const messages = useMessages();
  return api.useMutation('post', '/api/v1/notifications/{id}/read', {
    onSuccess: useRefresh(),
    onError: (error) => toastProblem(messages, error),
  });
};

export const useMarkAllRead = () => {
  const messages = useMessages();
  const refresh = useRefresh();
  return api.useMutation('post', '/api/v1/notifications/read-all', {
    onSuccess: ({ count }) => {
      toast('good', messages.notifications.allRead(count));
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
  });
};
