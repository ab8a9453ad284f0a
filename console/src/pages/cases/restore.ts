import { api } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { useRefreshCases } from './query.ts';

/** Brings a deleted case back. */
export const useRestoreCase = (): ((id: number) => void) => {
  const messages = useMessages();
  const refresh = useRefreshCases();
  const restore = api.useMutation('post', '/api/crm/case/{id}/restore', {
    onSuccess: () => toast('good', messages.cases.restored),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => refresh(),
  });
  return (id) => restore.mutate({ params: { path: { id } } });
};
