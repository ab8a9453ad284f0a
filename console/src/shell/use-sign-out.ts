import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../api/client.ts';
import { useFrameMessages } from '../i18n/index.tsx';
import { toastProblem } from '../parts/problem-alert.tsx';

/** Ends the session, clears the cache and drops what was typed. */
export const useSignOut = (): (() => void) => {
  const messages = useFrameMessages();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { mutate } = api.useMutation('delete', '/api/v1/session', {
    onSuccess: async () => {
      await navigate({ to: '/sign-in', ignoreBlocker: true });
      queryClient.clear();
      // What was typed is not for the next user of this browser.
      sessionStorage.clear();
    },
    onError: (error) => toastProblem(messages, error),
  });
  return () => mutate({});
};
