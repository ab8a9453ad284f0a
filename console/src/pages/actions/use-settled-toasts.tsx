import { useNavigate } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { loadMessages } from '../../i18n/catalogues.ts';
import { useLanguage } from '../../i18n/index.tsx';
import type { StreamMessage } from '../../stream/message.ts';
import { toast } from '../../ui/feedback/toast.ts';
import { IDS_COUNT_MAX } from './search.ts';
import { takeEnd } from './started.ts';
import { isInFlight, type ActionStatus } from './statuses.ts';

/** Actions that were sent together rarely end together: wait for the others this long after the last one. */
const GATHER_MS = 4000;

const SETTLED = ['succeeded', 'failed', 'expired', 'cancelled'] as const;

/** One toast for the ends of actions that this tab sent together. */
export const useSettledToasts = (): ((message: StreamMessage) => void) => {
  const ended = useRef(new Map<string, ActionStatus>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const show = useShow();
  return useCallback(
    ({ topic, data }: StreamMessage) => {
      if (topic !== 'action.updated' || isInFlight(data.status) || !takeEnd(data.id)) return;
      ended.current.set(data.id, data.status);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        // Without the words there is no toast. The list has the actions.
        void show(ended.current).catch(() => undefined);
        ended.current = new Map();
      }, GATHER_MS);
    },
    [show],
  );
};

/** Their words are not in the first load. */
const useShow = () => {
  const navigate = useNavigate();
  const { locale, format } = useLanguage();
  return useCallback(
    async (ended: ReadonlyMap<string, ActionStatus>): Promise<void> => {
      const { actions } = await loadMessages(locale);
      const statuses = [...ended.values()];
      const parts = SETTLED.flatMap((status) => {
        const count = statuses.filter((one) => one === status).length;
        return count === 0 ? [] : [actions.settledCounts[status](count)];
      });
      const ids = [...ended.keys()].slice(0, IDS_COUNT_MAX);
      toast(
        statuses.every((status) => status === 'succeeded') ? 'good' : 'bad',
        actions.settledTogether(format.list(parts)),
        <button
          type="button"
          className="toast-link"
          onClick={() => void navigate({ to: '/actions', search: { ids } })}
        >
          {actions.seeThem(ids.length)}
        </button>,
      );
    },
    [navigate, locale, format],
  );
};
