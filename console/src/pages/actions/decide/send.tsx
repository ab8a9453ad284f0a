import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, type NavigateOptions } from '@tanstack/react-router';
import { client, type Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toast } from '../../../ui/feedback/toast.ts';

/** Sends one action, or one for each of several records. */

type Headers = { 'Idempotency-Key': string };

interface SendInput {
  body: Schemas['ActionIn'];
  /** The notification that it answers, which is then handled. */
  notificationId: number | undefined;
  headers: Headers;
}

export const sendAction = async ({
  body,
  notificationId,
  headers,
}: SendInput): Promise<Schemas['ActionAccepted']> => {
  const { data, error } =
    notificationId === undefined
      ? await client.POST('/api/v1/actions', { body, headers })
      : await client.POST('/api/v1/notifications/{id}/actions', {
          params: { path: { id: notificationId } },
          body,
          headers,
        });
  if (!data) throw error;
  return data;
};

export const sendActions = async (
  body: Schemas['BulkActionIn'],
  headers: Headers,
): Promise<Schemas['BulkActionAccepted']> => {
  const { data, error } = await client.POST('/api/v1/actions/bulk', { body, headers });
  if (!data) throw error;
  return data;
};

/** Reads again what the new action changed, before the stream says so. */
export const useSentRefresh = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => {
    for (const path of [
      '/api/v1/actions',
      '/api/v1/notifications',
      '/api/v1/notifications/unread-count',
    ]) {
      void queryClient.invalidateQueries({ queryKey: ['get', path] });
    }
  };
};

/** A toast with a link. It lies outside of the router, hence a button. */
export const useSentToast = (): ((title: string, label: string, to: NavigateOptions) => void) => {
  const navigate = useNavigate();
  return (title, label, to) =>
    toast(
      'good',
      title,
      <button type="button" className="toast-link" onClick={() => void navigate(to)}>
        {label}
      </button>,
    );
};

/** Tells that one action was sent, and links to it. */
export const useTellSent = (): ((accepted: Schemas['ActionAccepted']) => void) => {
  const { newAction, decide } = useMessages();
  const show = useSentToast();
  const refresh = useSentRefresh();
  return ({ id }) => {
    refresh();
    show(newAction.sent, decide.seeAction, { to: '/actions/$id', params: { id } });
  };
};
