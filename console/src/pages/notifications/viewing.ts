import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client, type Schemas } from '../../api/client.ts';
import { refreshTodo } from '../todo/count.ts';

/**
 * The record that the user has open. Notifications about it are read: those from before when its page
 * opens, and those that arrive while it is shown.
 */

type Subject = Schemas['NotificationSubject']['subject'];

const open = new Map<string, number>();

const keyOf = (subject: Subject): string => JSON.stringify(subject);

/** True if the page about it is in front of the user. */
export const isViewed = (subject: Subject): boolean =>
  document.visibilityState === 'visible' && open.has(keyOf(subject));

/** Without an answer they stay unread, and the next look at the page marks them. */
export const markSubjectRead = async (
  queryClient: QueryClient,
  subject: Subject,
): Promise<void> => {
  const { data } = await client.POST('/api/v1/notifications/read', { body: { subject } });
  if (data !== undefined && data.count > 0) await refreshTodo(queryClient);
};

/** For the page of an action or a record. */
export const useViewing = (subject: Subject): void => {
  const queryClient = useQueryClient();
  const key = keyOf(subject);
  useEffect(() => {
    const viewed: Subject = JSON.parse(key);
    const read = (): void => {
      if (document.visibilityState !== 'visible') return;
      void markSubjectRead(queryClient, viewed).catch(() => undefined);
    };
    open.set(key, (open.get(key) ?? 0) + 1);
    read();
    document.addEventListener('visibilitychange', read);
    return () => {
      document.removeEventListener('visibilitychange', read);
      const count = (open.get(key) ?? 1) - 1;
      if (count === 0) open.delete(key);
      else open.set(key, count);
    };
  }, [key, queryClient]);
};
