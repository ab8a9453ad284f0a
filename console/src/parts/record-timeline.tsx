import { Button, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import { useFormat } from '../i18n/index.tsx';
import { PageSkeleton } from '../ui/page/skeleton.tsx';
import { Timeline, type TimelineEntry } from '../ui/timeline/timeline.tsx';
import { ProblemAlert } from './problem-alert.tsx';

const PAGE_SIZE = 15;

interface RecordTimelineProps<Entry> {
  label: string;
  /** On the button that reads the next page. */
  earlierLabel: string;
  /** With a heading for each day. */
  isByDay?: boolean;
  /** Begins like the keys of the other queries of the path: the stream marks them stale together. */
  queryKey: QueryKey;
  read: (
    page: { limit: number; cursor?: string },
    signal: AbortSignal,
  ) => Promise<{ data: readonly Entry[]; next_cursor: string | null }>;
  toItem: (entry: Entry) => TimelineEntry;
}

/** What happened to a record, newest first, page by page. */
export const RecordTimeline = <Entry,>(props: RecordTimelineProps<Entry>) => {
  const { label, earlierLabel, isByDay = false, queryKey, read, toItem } = props;
  const first: string | null = null;
  const query = useInfiniteQuery({
    queryKey,
    initialPageParam: first,
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
      read({ limit: PAGE_SIZE, ...(pageParam !== null && { cursor: pageParam }) }, signal),
    getNextPageParam: (page) => page.next_cursor,
  });
  if (query.isPending) return <PageSkeleton />;
  if (query.isError)
    return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  const items = query.data.pages.flatMap((page) => page.data.map(toItem));
  return (
    <Stack>
      {isByDay ? <Days items={items} label={label} /> : <Timeline label={label} items={items} />}
      {query.hasNextPage && (
        <Button
          variant="default"
          size="compact-sm"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {earlierLabel}
        </Button>
      )}
    </Stack>
  );
};

/** The list of each day is named by the day. */
const Days = ({ label, items }: { label: string; items: readonly TimelineEntry[] }) => {
  const format = useFormat();
  const byDay = Map.groupBy(items, ({ at }) => format.date(at));
  return (
    <Stack role="group" aria-label={label}>
      {[...byDay].map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <Text component="h3" size="xs" fw={600} c="dimmed" mb="xs">
            {day}
          </Text>
          <Timeline label={day} items={ofDay} />
        </section>
      ))}
    </Stack>
  );
};
