import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { api, client } from '../../../api/client.ts';
import { answerOf } from '../../../parts/list/pages.ts';
import { BOARD_KEY, filterQuery, statusesOf, type Case, type CaseStatus } from '../query.ts';
import { CASE_STATUSES, type CasesSearch } from '../search.ts';

/** The cards of each column, read page by page, and how a card moves before the api answers. */

const PAGE_SIZE = 50;
/** The most urgent first. */
const SORT = '-priority';
const RANKS = { urgent: 4, high: 3, normal: 2, low: 1 } as const;

type Page = { data: Case[]; next_cursor: string | null };
type Pages = InfiniteData<Page, string | null>;

/** Those of the filter, in their order. */
export const shownStatuses = (search: CasesSearch): readonly CaseStatus[] => {
  const wanted = statusesOf(search);
  return CASE_STATUSES.filter((status) => wanted === undefined || wanted.includes(status));
};

const queryOf = (search: CasesSearch, status: CaseStatus) => ({
  ...filterQuery(search),
  status,
  sort: SORT,
});

/** Not like the keys of the list: the stream marks the columns stale less often. */
const keyOf = (search: CasesSearch, status: CaseStatus) => [...BOARD_KEY, queryOf(search, status)];

export const useColumn = (search: CasesSearch, status: CaseStatus) => {
  const query = queryOf(search, status);
  const first: string | null = null;
  return useInfiniteQuery({
    queryKey: keyOf(search, status),
    initialPageParam: first,
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
      answerOf(
        client.GET('/api/crm/case', {
          params: {
            query: {
              ...query,
              sort: SORT,
              limit: PAGE_SIZE,
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page: Page) => page.next_cursor,
  });
};

export const useColumnCount = (search: CasesSearch, status: CaseStatus) =>
  api.useQuery('get', '/api/crm/case/count', {
    params: { query: { ...filterQuery(search), status } },
  }).data;

/** Shows a card in another column at once. What the api says replaces it. */
export const useMoveCard = (search: CasesSearch): ((row: Case, to: CaseStatus) => void) => {
  const queryClient = useQueryClient();
  return (row, to) => {
    const from = keyOf(search, row.status);
    void queryClient.cancelQueries({ queryKey: BOARD_KEY });
    queryClient.setQueryData<Pages>(from, (pages) => pages && without(pages, row.id));
    queryClient.setQueryData<Pages>(
      keyOf(search, to),
      (pages) => pages && withCard(pages, { ...row, status: to }),
    );
  };
};

/** Reads the columns again that a card has left and entered. */
export const useRefreshColumns = (
  search: CasesSearch,
): ((statuses: readonly CaseStatus[]) => Promise<void>) => {
  const queryClient = useQueryClient();
  return async (statuses) => {
    await Promise.all(
      statuses.map((status) => queryClient.invalidateQueries({ queryKey: keyOf(search, status) })),
    );
  };
};

const without = ({ pages, ...rest }: Pages, id: number): Pages => ({
  ...rest,
  pages: pages.map((page) => ({ ...page, data: page.data.filter((row) => row.id !== id) })),
});

/** In its place in the order of the column. */
const withCard = (all: Pages, row: Case): Pages => {
  const { pages, ...rest } = without(all, row.id);
  let isPlaced = false;
  return {
    ...rest,
    pages: pages.map((page, number) => {
      if (isPlaced) return page;
      const at = page.data.findIndex((other) => isBefore(row, other));
      const isLast = number === pages.length - 1;
      if (at === -1 && !isLast) return page;
      isPlaced = true;
      return { ...page, data: page.data.toSpliced(at === -1 ? page.data.length : at, 0, row) };
    }),
  };
};

const isBefore = (row: Case, other: Case): boolean =>
  RANKS[row.priority] === RANKS[other.priority]
    ? row.id > other.id
    : RANKS[row.priority] > RANKS[other.priority];
