import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, type NavigateOptions } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { api } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LEVEL_TONES } from './parts/level.tsx';
import { field, type StreamMessage } from '../../stream/message.ts';
import { toast } from '../../ui/feedback/toast.ts';

/** Four toasts of five seconds are shown at a time: what arrives together is told as one. */
const BURST_MS = 1500;

/** As many as the bell reads, so that both ask once. */
const latestOptions = api.queryOptions('get', '/api/v1/notifications', {
  params: { query: { limit: 12 } },
});

/**
 * Tells what was just notified, once, in the window one is looking at. The stream carries numbers
 * only: what a notification says is read.
 */
export const useToasts = (): ((message: StreamMessage) => void) => {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { notifications: words } = useMessages();
  const arrived = useRef<unknown[]>([]);
  const tell = useCallback(async () => {
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
    const latest = await queryClient.fetchQuery({ ...latestOptions, staleTime: 0 });
    const one = latest.data.find((notification) => notification.id === id);
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
      arrived.current.push(field(data, 'id'));
      if (arrived.current.length > 1) return;
      // Without its words there is nothing to tell; the bell counts it all the same.
      setTimeout(() => void tell().catch(() => undefined), BURST_MS);
    },
    [tell],
  );
};
