import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { toastProblem } from '../problem-alert.tsx';
import type { SavedView, SavedViewList } from './view-state.ts';

/** The saved views of a list, and what can be done with them. */

const VIEW_COUNT_MAX = 250;

export const useSavedViews = (list: SavedViewList) => {
  const messages = useMessages();
  const { savedViews } = messages;
  const queryClient = useQueryClient();
  const mayRead = useCan()('saved_views:read');
  const query = api.useQuery(
    'get',
    '/api/v1/saved-views',
    { params: { query: { list, limit: VIEW_COUNT_MAX } } },
    { enabled: mayRead },
  );
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/saved-views'] });
  const onError = (error: unknown): void => {
    if (problemOf(error).code === 'version_conflict') {
      toast('bad', savedViews.conflict);
      void refresh();
    } else toastProblem(messages, error);
  };
  const succeed = (text: string) => async (): Promise<void> => {
    await refresh();
    toast('good', text);
  };
  const create = api.useMutation('post', '/api/v1/saved-views', {
    onSuccess: succeed(savedViews.saved),
    onError,
  });
  const update = api.useMutation('patch', '/api/v1/saved-views/{id}', {
    onSuccess: succeed(savedViews.updated),
    onError,
  });
  const remove = api.useMutation('delete', '/api/v1/saved-views/{id}', {
    onSuccess: succeed(savedViews.deleted),
    onError,
  });
  return {
    views: query.data?.data ?? NONE,
    isLoaded: query.data !== undefined,
    create,
    update,
    remove,
  };
};

const NONE: readonly SavedView[] = [];

export type SavedViewsState = ReturnType<typeof useSavedViews>;
