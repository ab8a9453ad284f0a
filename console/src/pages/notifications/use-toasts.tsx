import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, type NavigateOptions } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { api } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LEVEL_TONES } from './parts/level.tsx';
import type { StreamMessage } from '../../stream/message.ts';
import { toast } from '../../ui/feedback/toast.ts';

/**
 * Notifications that arrive within this time are shown in one toast, because only four fit on the
 * screen.
 */
const BURST_MS = 1500;

/** The same query as the bell's, so that there is one request. */
const latestOptions = api.queryOptions('get', '/api/v1/notifications', {
  params: { query: { limit: 12 } },
});

/**
 * Shows new notifications as toasts, in the visible tab only. The stream carries ids, so the text
 * is read from the api.
 */
export const useToasts = (): ((message: StreamMessage) => void) => {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { notifications: words } = useMessages();
  const arrived = useRef<number[]>([]);
  const showToast = useCallback(async () => {
    const [id, ...others] = arrived.current.splice(0);
    const link = (label: string, target: NavigateOptions) => (
      <button type="button" className="toast-link" onClick={() => void navigate(target)}>
        {label}
      </button>
    );
    if (others.length > 0) {
      const title = words.arrived(others.length + 1);
      toast('info', title, link(words.seeAll, { to: '/notifications' }));
      return;
    }
    const find = async () => {
      const latest = await queryClient.fetchQuery({ ...latestOptions, staleTime: 0 });
      return latest.data.find((notification) => notification.id === id);
    };
    // The first answer may be that of a request from before the notification: it is not sent twice.
    const one = (await find()) ?? (await find());
    if (one === undefined) return;
    const { action_id: actionId } = one;
    toast(
      LEVEL_TONES[one.level],
      one.titre,
      actionId !== null && link(words.openAction, { to: '/actions/$id', params: { id: actionId } }),
    );
  }, [navigate, queryClient, words]);
  return useCallback(
    ({ topic, data }: StreamMessage) => {
      if (topic !== 'notification.created' || document.visibilityState !== 'visible') return;
      arrived.current.push(data.id);
      if (arrived.current.length > 1) return;
      // Without the text there is no toast. The bell still counts the notification.
      setTimeout(() => void showToast().catch(() => undefined), BURST_MS);
    },
    [showToast],
  );
};
