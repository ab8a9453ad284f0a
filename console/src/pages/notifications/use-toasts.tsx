import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { loadMessages } from '../../i18n/catalogues.ts';
import { useLanguage } from '../../i18n/index.tsx';
import type { StreamMessage } from '../../stream/message.ts';
import { isStarted } from '../actions/started.ts';
import { isViewed, markSubjectRead } from './viewing.ts';

type Notification = Schemas['Notification'];

/** Notifications that arrive within this time are shown together, because only four toasts fit. */
const BURST_MS = 1500;

const LATEST_COUNT = 50;

const latestOptions = api.queryOptions('get', '/api/v1/notifications', {
  params: { query: { limit: LATEST_COUNT } },
});

/**
 * Shows new notifications as toasts, in the visible tab only: failures one by one, successes together.
 * What is about the open page is already in front of the user: it is marked as read instead. The stream
 * carries ids, so the text is read from the api.
 */
export const useToasts = (): ((message: StreamMessage) => void) => {
  const queryClient = useQueryClient();
  const arrived = useRef<number[]>([]);
  const show = useShow();
  const showArrived = useCallback(async () => {
    const ids = arrived.current.splice(0);
    const find = async () => {
      const { data } = await queryClient.fetchQuery({ ...latestOptions, staleTime: 0 });
      return data.filter(({ id }) => ids.includes(id));
    };
    // The first answer may be that of a request from before the notification: it is not sent twice.
    const first = await find();
    const found = first.length === ids.length ? first : await find();
    const unseen = found.filter((one) => {
      const subject = subjectOf(one);
      if (subject === null || !isViewed(subject)) return true;
      void markSubjectRead(queryClient, subject).catch(() => undefined);
      return false;
    });
    // More arrived than were read: the rest is in the list.
    await show(unseen, ids.length - found.length);
  }, [queryClient, show]);
  return useCallback(
    ({ topic, data }: StreamMessage) => {
      if (topic !== 'notification.created' || document.visibilityState !== 'visible') return;
      if (data.action_id !== null && isViewed({ type: 'action', id: data.action_id })) {
        const subject = { type: 'action', id: data.action_id } as const;
        void markSubjectRead(queryClient, subject).catch(() => undefined);
        return;
      }
      // What this tab sent together is told together.
      if (data.is_muted || (data.action_id !== null && isStarted(data.action_id))) return;
      arrived.current.push(data.id);
      if (arrived.current.length > 1) return;
      // Without the text there is no toast. The list still has the notification.
      setTimeout(() => void showArrived().catch(() => undefined), BURST_MS);
    },
    [queryClient, showArrived],
  );
};

/** The record, lead, case, webhook or mailbox that it is about. An action is known from the message already. */
const subjectOf = ({
  entity,
  action_id: actionId,
  lead_id: leadId,
  webhook_id: webhookId,
  mailbox_id: mailboxId,
  task_id: taskId,
  case_id: caseId,
  conversation_id: conversationId,
}: Notification) => {
  if (leadId !== null) return { type: 'lead', id: leadId } as const;
  if (webhookId !== null) return { type: 'webhook', id: webhookId } as const;
  if (mailboxId !== null) return { type: 'mailbox', id: mailboxId } as const;
  if (taskId !== null) return { type: 'task', id: taskId } as const;
  if (caseId !== null) return { type: 'case', id: caseId } as const;
  if (conversationId !== null) return { type: 'conversation', id: conversationId } as const;
  if (actionId !== null || entity === null) return null;
  return { type: 'entity', entity_type: entity.type, ref: entity.ref } as const;
};

/** Their words and their file are not in the first load. */
const useShow = () => {
  const navigate = useNavigate();
  const { locale } = useLanguage();
  return useCallback(
    async (arrived: readonly Notification[], unreadCount: number): Promise<void> => {
      const [{ showToasts }, { notifications: words }] = await Promise.all([
        import('./toasts.tsx'),
        loadMessages(locale),
      ]);
      showToasts({ arrived, unreadCount, words, navigate });
    },
    [navigate, locale],
  );
};
