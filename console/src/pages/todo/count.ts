import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';

/** How much waits for the user: the one count of the console. Undefined until it is known. */
export const useTodoCount = (): Schemas['TodoCount'] | undefined => {
  const isEnabled = useCan()('notifications:read');
  return api.useQuery('get', '/api/v1/todo/count', {}, { enabled: isEnabled }).data;
};

const PATHS = [
  '/api/v1/todo',
  '/api/v1/todo/count',
  '/api/v1/notifications',
  '/api/v1/notifications/feed',
  '/api/v1/notifications/unread-count',
] as const;

/** Reads what waits and the notifications again. Resolves when they are up to date. */
export const refreshTodo = async (queryClient: QueryClient): Promise<void> => {
  await Promise.all(
    PATHS.map((path) => queryClient.invalidateQueries({ queryKey: ['get', path] })),
  );
};

export const useRefreshTodo = (): (() => Promise<void>) => {
  const queryClient = useQueryClient();
  return () => refreshTodo(queryClient);
};
