import { keepPreviousData, useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
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
const PAGE_ROW_COUNT = 50;
/** More rows than anybody reads, and than a browser should keep. */
const ROW_COUNT_MAX = 5000;
const EXPORT_PAGE_ROW_COUNT = 250;

export const usePages = <Row>({ queryKey, read }: ListSource<Row>) => {
  const query = useInfiniteQuery({
    queryKey: [...queryKey, 'pages'],
    queryFn: ({ pageParam, signal }) => read({ limit: PAGE_ROW_COUNT, cursor: pageParam, signal }),
    initialPageParam: first(),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const isCut = query.hasNextPage && rows.length >= ROW_COUNT_MAX;
  const list: ListRows<Row> = {
    rows,
    isStale: query.isPlaceholderData,
    hasMore: query.hasNextPage && !isCut,
    isLoadingMore: query.isFetchingNextPage,
    isCut,
    loadMore: () => void query.fetchNextPage(),
  };
  return { query, list };
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
