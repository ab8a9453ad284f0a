import { useQueryClient } from '@tanstack/react-query';
import { api, client, compact, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { answerOf, type ListSource } from '../../parts/list/pages.ts';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import type { TasksSearch } from './search.ts';

/** What the page of tasks reads and changes. */

export type Task = Schemas['Task'];

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
/** Two addresses within a minute are the same query. */
const MINUTE_MS = 60_000;

const dueBefore = (due: TasksSearch['due']): string | undefined => {
  if (due === undefined) return undefined;
  const nowMs = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
  return new Date(due === 'overdue' ? nowMs : nowMs + WEEK_MS).toISOString();
};

export const tasksSource = ({ q, is_done, assigned_to, due }: TasksSearch): ListSource<Task> => {
  const query = compact({
    q,
    is_done: is_done ?? ('false' as const),
    assigned_to: assigned_to === undefined ? undefined : String(assigned_to),
    due_before: dueBefore(due),
  });
  return {
    queryKey: ['get', '/inbox/tasks', query],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET('/inbox/tasks', {
          params: { query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  };
};

/** A task that is due is also in the to-do list. */
const PATHS = [
  '/inbox/tasks',
  '/inbox/tasks/{id}',
  '/inbox/conversations/{id}/tasks',
  '/api/crm/case/{id}/task',
  '/api/v1/todo',
  '/api/v1/todo/count',
] as const;

/** Reads tasks again after a change by this user; the stream tells of the changes of others. */
export const useRefreshTasks = (): (() => Promise<void>) => {
  const queryClient = useQueryClient();
  return async () => {
    await Promise.all(
      PATHS.map((path) => queryClient.invalidateQueries({ queryKey: ['get', path] })),
    );
  };
};

/** Says that a task is done, or open again. */
export const useSetDone = () => {
  const messages = useMessages();
  const refresh = useRefreshTasks();
  const change = api.useMutation('patch', '/inbox/tasks/{id}', {
    onSuccess: (task) => {
      toast('good', task.done_at === null ? messages.tasks.reopened : messages.tasks.doneToast);
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => void refresh(),
  });
  return {
    isPending: change.isPending,
    setDone: ({ id, version }: Pick<Task, 'id' | 'version'>, isDone: boolean): void =>
      change.mutate({ params: { path: { id } }, body: { version, is_done: isDone } }),
  };
};
