import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, client, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { sent } from '../../parts/sent.ts';
import { answerOf, type ListSource } from '../../parts/list/pages.ts';
import type { AutoRepliesSearch } from './search.ts';

/** What the pages of automatic replies read from the api. */

export type AutoReply = Schemas['AutoReply'];
export type Citation = AutoReply['citations'][number];

const LIST = '/inbox/auto-replies';
const ONE = '/inbox/auto-replies/{id}';

export const autoRepliesSource = (search: AutoRepliesSearch): ListSource<AutoReply> => {
  const { status = 'waiting', assigned_to: assignee, ...others } = search;
  const query = {
    ...others,
    ...listed(status),
    ...(assignee !== undefined && { assigned_to: String(assignee) }),
  };
  return {
    queryKey: ['get', LIST, query],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET(LIST, {
          params: { query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  };
};

const listed = (status: NonNullable<AutoRepliesSearch['status']>) => {
  if (status === 'alone') return { approval: status };
  return { status, ...(status === 'accepted' && { approval: 'person' as const }) };
};

export const useAutoReply = (id: string | undefined) =>
  api.useQuery('get', ONE, { params: { path: { id: id ?? '' } } }, { enabled: id !== undefined });

const LAST_COUNT_MAX = 5;

/** Those of a conversation, the newest first. */
export const useLastAutoReplies = (conversationId: number): readonly AutoReply[] => {
  const isEnabled = useCan()('auto_replies:read');
  const query = { conversation_id: conversationId, limit: LAST_COUNT_MAX };
  return api.useQuery('get', LIST, { params: { query } }, { enabled: isEnabled }).data?.data ?? [];
};

export const useLastAutoReply = (conversationId: number): AutoReply | undefined =>
  useLastAutoReplies(conversationId)[0];

export const useFolderAutoReply = (folderId: number) =>
  api.useQuery('get', '/inbox/folders/{id}/auto-reply', { params: { path: { id: folderId } } });

/** Undefined: of no folder, or not known yet. */
export const useFolderMode = (folderId: number | null) =>
  api.useQuery(
    'get',
    '/inbox/folders/{id}/auto-reply',
    { params: { path: { id: folderId ?? 0 } } },
    { enabled: folderId !== null },
  ).data?.mode;

export type FolderQuality = Schemas['FolderAutoReplyQuality'];
export type Rejection = FolderQuality['rejections'][number];

export const useFolderQuality = (folderId: number) =>
  api.useQuery('get', '/inbox/folders/{id}/auto-reply/quality', {
    params: { path: { id: folderId } },
  });

/** What the model wrote last: a person's change is shown against it. */
export const useModelText = ({ id, text, version }: AutoReply): string => {
  const versions = api.useQuery(
    'get',
    '/inbox/auto-replies/{id}/versions',
    { params: { path: { id } } },
    { enabled: version > 0 },
  );
  return versions.data?.data.find(({ author_id: author }) => author === null)?.text ?? text;
};

/** What to look at again in a person's own text. The last answer stays while the next one is read. */
export const useOwnFindings = (id: string, text: string): AutoReply['findings'] =>
  useQuery({
    queryKey: ['draft-check', id, text],
    queryFn: () =>
      sent(
        client.POST('/inbox/auto-replies/{id}/check', { params: { path: { id } }, body: { text } }),
      ),
    enabled: text !== '',
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Infinity,
  }).data?.findings ?? [];

const STALE_PATHS = [
  LIST,
  ONE,
  `${ONE}/versions`,
  `${LIST}/quality`,
  '/inbox/folders/{id}/auto-reply/quality',
];

/** Reads again after a decision of this user; the stream tells of those of others. */
export const useRefreshAutoReplies = (): ((after?: AutoReply) => Promise<void>) => {
  const queryClient = useQueryClient();
  return async (after) => {
    if (after !== undefined) {
      queryClient.setQueryData(['get', ONE, { params: { path: { id: after.id } } }], after);
    }
    await Promise.all(
      [...STALE_PATHS, '/inbox/conversations/counts', '/api/v1/todo'].map((path) =>
        queryClient.invalidateQueries({ queryKey: ['get', path] }),
      ),
    );
  };
};
