import { useNavigate } from '@tanstack/react-router';
import { client } from '../../../api/client.ts';
import { useMutation } from '../../../api/use-mutation.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { sent } from '../../../parts/sent.ts';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRefreshAutoReplies, type AutoReply } from '../query.ts';

/** Takes back the mail of an approved draft, which waits again, and opens it. */
export const useTakeBack = (): ((approved: AutoReply) => void) => {
  const messages = useMessages();
  const { autoReplies: words } = messages;
  const navigate = useNavigate();
  const refresh = useRefreshAutoReplies();
  const mutation = useMutation({
    mutationFn: ({ sent_message_id: id }: AutoReply) =>
      sent(client.POST('/inbox/messages/{id}/cancel', { params: { path: { id: id ?? 0 } } })),
    onSuccess: async (_, { id }) => {
      toast('good', words.takenBack);
      await refresh();
      await navigate({ to: '/auto-replies/$id', params: { id }, search: {} });
    },
    onError: (error) => toastProblem(messages, error),
  });
  return mutation.mutate;
};
