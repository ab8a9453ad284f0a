import {
  hashKey,
  keepPreviousData,
  useInfiniteQuery,
  useQueryClient,
  type InfiniteData,
  type QueryKey,
} from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ListRows } from '../../ui/table/list-table.tsx';

/** The rows of a list, read page by page as the user scrolls. */

interface ApiPage<Row> {
  data: readonly Row[];
  next_cursor: string | null;
}

export interface ListSource<Row> {
  /** Begins like the keys of the other queries of this path: the stream marks them stale together. */
  queryKey: QueryKey;
  read: (page: {
    limit: number;
    cursor: string | undefined;
    signal: AbortSignal;
  }) => Promise<ApiPage<Row>>;
}

/** Twice what a screen shows: opening a list costs as much as its rows. */
const FIRST_PAGE_ROW_COUNT = 50;
const PAGE_ROW_COUNT = 100;
/** More rows than anybody reads, and than a browser should keep. */
const ROW_COUNT_MAX = 5000;
const EXPORT_PAGE_ROW_COUNT = 250;
/**
 * After a change the loaded pages are read again, one request a page. A longer list keeps its rows, so that the
 * reader does not lose the place, and shows that it is out of date.
 */
const REREAD_PAGE_COUNT_MAX = 3;

type Pages<Row> = InfiniteData<ApiPage<Row>, string | undefined>;

export const usePages = <Row>({ queryKey, read }: ListSource<Row>) => {
  const queryClient = useQueryClient();
  const key = [...queryKey, 'pages'];
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      read({
        limit: pageParam === undefined ? FIRST_PAGE_ROW_COUNT : PAGE_ROW_COUNT,
        cursor: pageParam,
        signal,
      }),
    initialPageParam: first(),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled: ({ state }) => !isLong(state.data),
  });
  const outdated = useOutdated(hashKey(key));
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const isCut = query.hasNextPage && rows.length >= ROW_COUNT_MAX;
  const loadMore = async (): Promise<void> => {
    // A read under way is not cancelled: it brings the changes of others.
    if (query.isFetching) await query.refetch({ cancelRefetch: false });
    await query.fetchNextPage({ cancelRefetch: false });
  };
  const list: ListRows<Row> = {
    rows,
    isStale: query.isPlaceholderData,
    isOutdated: outdated.is,
    hasMore: query.hasNextPage && !isCut,
    isLoadingMore: query.isFetchingNextPage,
    isCut,
    loadMore: () => void loadMore(),
    readAgain: () => {
      outdated.clear();
      queryClient.setQueryData<Pages<Row>>(key, firstPage);
      void queryClient.invalidateQueries({ queryKey: key, exact: true });
    },
  };
  return { query, list };
};

const isLong = (data: Pages<unknown> | undefined): boolean =>
  data !== undefined && data.pages.length > REREAD_PAGE_COUNT_MAX;

const firstPage = <Row>(data: Pages<Row> | undefined): Pages<Row> | undefined =>
  data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) };

/** Whether something has changed in a list that is too long to be read again. The next page does not end it. */
const useOutdated = (queryHash: string): { is: boolean; clear: () => void } => {
  const cache = useQueryClient().getQueryCache();
  const [outdated, setOutdated] = useState<string>();
  useEffect(() => {
    const look = (): void => {
      const query = cache.get<Pages<unknown>>(queryHash);
      if (query?.state.isInvalidated === true && isLong(query.state.data)) setOutdated(queryHash);
    };
    look();
    return cache.subscribe(({ query }) => {
      if (query.queryHash === queryHash) look();
    });
  }, [cache, queryHash]);
  return { is: outdated === queryHash, clear: () => setOutdated(undefined) };
};

/** The first page has no cursor. */
const first = (): string | undefined => undefined;

/** Reads the pages of an export: larger ones, and none of them is kept. */
export const exportReader =
  <Row>({ read }: ListSource<Row>) =>
  async (cursor: string | undefined, signal: AbortSignal) => {
    const page = await read({ limit: EXPORT_PAGE_ROW_COUNT, cursor, signal });
    return { rows: page.data, nextCursor: page.next_cursor };
  };

/** The answer of the client, or its error thrown as queries expect it. */
export const answerOf = async <T>(answer: Promise<{ data?: T; error?: unknown }>): Promise<T> => {
  const { data, error } = await answer;
  if (data === undefined) throw error;
  return data;
};
